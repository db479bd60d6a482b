# Two images: `edge`, the reverse proxy, and last, so that it is the default, `doorstep`: all services and commands.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG EDGE_BASE=debian:bookworm-slim

FROM ${EDGE_BASE} AS edge
RUN apt-get update \
 && apt-get install --yes --no-install-recommends nginx-light \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled /var/www \
 && groupadd --gid 10001 edge \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin edge
COPY deploy/edge/nginx.conf /etc/nginx/nginx.conf
COPY deploy/edge/index.html /srv/edge/index.html
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-e", "stderr", "-g", "daemon off;"]
LABEL org.opencontainers.image.title="Doorstep edge" \
      org.opencontainers.image.description="The one address in front of all Doorstep services" \
      org.opencontainers.image.licenses="Apache-2.0"

FROM ${PYTHON_IMAGE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# Without pip inside: nothing can be installed into what runs.
RUN python -m venv --without-pip /opt/doorstep
COPY requirements/main.txt requirements/main.txt
RUN pip --python /opt/doorstep/bin/python install --require-hashes --only-binary :all: --requirement requirements/main.txt
COPY . .
RUN pip --python /opt/doorstep/bin/python install --no-deps .

FROM ${PYTHON_IMAGE} AS doorstep
ENV PATH=/opt/doorstep/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOORSTEP_HOST=0.0.0.0 \
    DOORSTEP_DATA_DIR=/var/lib/doorstep \
    DOORSTEP_LOG_FORMAT=json
RUN groupadd --gid 10001 doorstep \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/doorstep --shell /usr/sbin/nologin doorstep \
 && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/doorstep
COPY --from=builder /opt/doorstep /opt/doorstep
USER 10001:10001
WORKDIR /var/lib/doorstep
EXPOSE 8000
ENTRYPOINT ["doorstep"]
CMD ["--help"]
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Doorstep" \
      org.opencontainers.image.description="Event-driven services that run the daily work of a large public-rental community" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
