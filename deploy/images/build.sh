#!/usr/bin/env bash
# Builds the images of all services: REGISTRY/gateway:TAG and so on, with --cuda also REGISTRY/tuner-cuda:TAG and distiller-cuda.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

usage() {
  echo "usage: JDK_IMAGE=... JRE_IMAGE=... [PYTHON_IMAGE=...] deploy/images/build.sh [--cuda] REGISTRY TAG" >&2
  exit 2
}

cuda=
if [ "${1:-}" = --cuda ]; then
  cuda=yes
  shift
fi
[ $# -eq 2 ] || usage
registry="$1" tag="$2"

# A name alone means another image next month.
pinned() {
  local image="${!1:-}"
  if [[ ! "$image" =~ @sha256:[0-9a-f]{64}$ ]]; then
    echo "build.sh: $1 is '${image}' and has to name an image with its digest, for example $2@sha256:...;" \
      "docker buildx imagetools inspect $2 tells it" >&2
    exit 2
  fi
}
pinned JDK_IMAGE eclipse-temurin:17-jdk
pinned JRE_IMAGE eclipse-temurin:17-jre
[ -z "$cuda" ] || pinned PYTHON_IMAGE python:3.12-slim

build() {
  docker build --file deploy/images/Dockerfile --target "$1" --build-arg "MODULE=$2" \
    --build-arg "JDK_IMAGE=$JDK_IMAGE" --build-arg "JRE_IMAGE=$JRE_IMAGE" --build-arg "PYTHON_IMAGE=${PYTHON_IMAGE:-scratch}" \
    --tag "$registry/$3:$tag" .
}
build service gateway gateway
build service expander-service expander
build service distiller-service distiller
build service tuner-service tuner
if [ -n "$cuda" ]; then
  build cuda distiller-service distiller-cuda
  build cuda tuner-service tuner-cuda
fi
