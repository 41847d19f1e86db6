# dunbox as a server: a sandbox that any client of a debt-collection service can use (docs/ci.md).
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY simulator simulator
COPY conformance conformance
COPY specs specs
COPY scenarios scenarios
RUN python -m venv /opt/dunbox && /opt/dunbox/bin/python -m pip install --no-cache-dir --quiet .

FROM python:3.13-slim
COPY --from=build /opt/dunbox /opt/dunbox
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/dunbox/bin:$PATH PYTHONUNBUFFERED=1
USER 10001:10001
# All that it writes: the sandboxes of --db.
VOLUME ["/data"]
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
ENTRYPOINT ["dunbox"]
# It listens to other machines, so it starts with DUNBOX_CONTROL_TOKEN or DUNBOX_CONTROL_TOKEN_FILE only.
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--db", "/data/dunbox.sqlite"]
