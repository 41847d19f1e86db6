"""The bundled clients: a reference integration, and wrong ones that each make one mistake.

They stand for somebody else's software: they speak the driver protocol and the providers' HTTP and
import nothing of the simulator or of the rest of the harness.
"""
