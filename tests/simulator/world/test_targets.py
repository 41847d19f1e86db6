"""Webhooks go to allowed addresses only, in whatever way an address is written."""

from __future__ import annotations

import pytest

from simulator.targets import Targets, targets

PUBLIC = [
    "93.184.215.14",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "64:ff9b::5db8:d70e",
    "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8",
]
PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1"),
    *("192.0.2.1", "198.18.0.1", "::1", "fd12::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1"),
    *("64:ff9b::a00:1", "2002:a00:1::", "::10.0.0.1", "2001:db8::1"),
    *("::ffff:0:10.0.0.1", "fec0::1", "feff::1", "3fff::1", "5f00::1", "100:0:0:1::1", "192.0.0.8"),
]
NEVER = [
    *("169.254.169.254", "169.254.170.2", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250"),
    *("255.255.255.255", "240.0.0.1", "168.63.129.16", "100.100.100.200", "192.0.0.192"),
    *("::", "fe80::1", "febf::1", "ff02::1", "fd00:ec2::254", "fd20:ce::254", "2001::1"),
    *("::ffff:169.254.169.254", "::ffff:0:0", "::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"),
    *("::169.254.169.254", "64:ff9b:1::a9fe:a9fe", "::ffff:0:169.254.169.254"),
]
TOLD_OF_ALL = targets(False, ["0.0.0.0/0", "::/0", "metadata.example"])


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_sent_to_from_everywhere(address: str) -> None:
    for policy in (Targets(), Targets(private=False)):
        assert policy.refusal(address, address) is None
        assert policy.refusal("erp.example", address) is None


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_sent_to_from_loopback_or_where_the_server_was_told_of_it(address: str) -> None:
    assert Targets().refusal("erp", address) is None
    assert TOLD_OF_ALL.refusal("erp", address) is None
    assert targets(False, ["erp"]).refusal("ERP.", address) is None
    refusal = targets(False, ["other"]).refusal("erp", address)
    assert refusal is not None
    assert f"erp leads to {address}, which is no public address" in refusal
    assert "--webhooks-to erp" in refusal


@pytest.mark.parametrize("address", NEVER)
def test_what_speaks_to_this_machine_alone_is_never_sent_to_whatever_the_server_was_told(
    address: str,
) -> None:
    for policy in (Targets(), Targets(private=False), TOLD_OF_ALL):
        for host in (address, "metadata.example"):
            refusal = policy.refusal(host, address)
            assert refusal is not None
            assert "never sent there" in refusal


def test_a_network_allows_what_is_in_it_and_nothing_beside_it() -> None:
    policy = targets(False, ["172.16.0.0/12", "10.1.2.3", "fd12::/16"])
    for address in ("172.18.0.5", "::ffff:172.18.0.5", "10.1.2.3", "fd12::7"):
        assert policy.refusal("erp", address) is None
    for address in ("192.168.0.1", "10.1.2.4", "fd13::7", "127.0.0.1"):
        assert policy.refusal("erp", address) is not None


def test_a_name_allows_itself_and_no_other_name() -> None:
    policy = targets(False, ["erp.internal"])
    for host in ("erp.internal", "ERP.internal.", "Erp.Internal"):
        assert policy.refusal(host, "10.0.0.1") is None
    for host in ("a.erp.internal", "internal", "erp", "10.0.0.1"):
        assert policy.refusal(host, "10.0.0.1") is not None


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("", "is no host, address or network"),
        ("http://erp", "is no host, address or network"),
        ("erp:9000", "is no host, address or network"),
        ("10.0.0.1/8", "has host bits set"),
        ("10.0.0.0/33", "is no host, address or network"),
        ("2130706433", "is no host, address or network"),
        ("300.1.1.1", "is no host, address or network"),
        ("*.example", "is no host, address or network"),
        ("169.254.169.254", "never sent to"),
        ("169.254.0.0/16", "never sent to"),
        ("fe80::/64", "never sent to"),
        ("fd00:ec2::254", "never sent to"),
    ],
)
def test_what_is_no_target_is_refused_with_what_would_be_one(word: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        targets(False, [word])
