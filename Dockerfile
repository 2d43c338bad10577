# syntax=docker/dockerfile:1

# The image of wyndrvr: `docker build .`, or `docker build --build-arg VARIANT=debian .` for glibc instead of musl.
ARG VARIANT=alpine

# JavaScript is the same on every platform, so this stage runs on the one that builds.
FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim AS package
WORKDIR /source
COPY . .
RUN npm ci \
 && npm pack --ignore-scripts --pack-destination /tmp \
 && npm install --global --no-audit --no-fund --prefix /installed /tmp/wyndrvr-*.tgz

# ss tells retransmits and round-trip times of TCP connections, and ip the MTU of a route. BusyBox has an ip of its own, without JSON.
FROM alpine:3.24 AS base-alpine
RUN apk add --no-cache iproute2-minimal iproute2-ss libstdc++
COPY --from=node:24.21.0-alpine3.24 /usr/local/bin/node /usr/local/bin/

FROM debian:trixie-slim AS base-debian
RUN apt-get update \
 && apt-get install --yes --no-install-recommends iproute2 libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=node:24.21.0-trixie-slim /usr/local/bin/node /usr/local/bin/

FROM base-${VARIANT}
LABEL org.opencontainers.image.title="wyndrvr" \
      org.opencontainers.image.description="Measures a network's latency and bandwidth, and judges the results" \
      org.opencontainers.image.source="https://github.com/wyndrvr/action" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=package /installed /usr/local
# A number, so that Kubernetes can tell that it is not root.
USER 65532:65532
EXPOSE 5001/tcp 5001/udp
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["wyndrvr", "ping"]
ENTRYPOINT ["wyndrvr"]
CMD ["server"]
