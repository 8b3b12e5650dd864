#!/usr/bin/env bash
# On a machine with a GPU: check.sh LOGS. Runs what bundle.sh packed beside this file, on the PyTorch of this machine's python3, and leaves a
# log of each part in LOGS. Parity is asked for without TF32, which NVIDIA_TF32_OVERRIDE switches off.
set -u
cd "$(dirname "$0")"
logs=$1
mkdir -p "$logs"
[ -d jre ] || tar xf jre.tar.xz
torch=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))')
version=$(python3 -c 'import torch; print(torch.__version__.split("+")[0])')
flavor=$(python3 -c 'import torch; print(torch.__version__.split("+")[1])')
export PYTORCH_LIBRARY_PATH=$torch/lib PYTORCH_VERSION=$version PYTORCH_FLAVOR=$flavor DJL_CACHE_DIR=$PWD/djl DJL_OFFLINE=true OPT_OUT_TRACKING=true
mkdir -p "djl/pytorch/$version-$flavor-linux-x86_64"
cp libdjl_torch.so "djl/pytorch/$version-$flavor-linux-x86_64/$(cat djl.version)-libdjl_torch.so"

run() {
  local name=$1 limit=$2
  shift 2
  local start=$SECONDS
  timeout -k 5 "$limit" "$@" >"$logs/$name.log" 2>&1
  echo "$name: exit $? after $((SECONDS - start)) s"
}
java() {
  local name=$1 limit=$2
  shift 2
  run "$name" "$limit" ./jre/bin/java -Djava.awt.headless=true -XX:MaxDirectMemorySize=4g -Dfoundry.torch.device=cuda:0 -cp "tests:lib/*" "$@"
}
tests() {
  local name=$1 limit=$2
  shift 2
  java "$name" "$limit" org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors \
    --details=verbose "$@"
}
network=io.learngene.engine.network

nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader
python3 -c 'import torch; print("torch", torch.__version__, "cuDNN", torch.backends.cudnn.version(), torch.cuda.get_device_name(0))'
# First together, since nothing of it is timed.
tests golden-tf32 170 --select-class $network.GoldenParityTest &
NVIDIA_TF32_OVERRIDE=0 tests network 170 --select-package $network &
NVIDIA_TF32_OVERRIDE=0 tests training 170 --select-package io.learngene.engine.training --select-package io.learngene.engine.model &
NVIDIA_TF32_OVERRIDE=0 java losses 170 $network.DeviceReport training &
wait
java memory 80 $network.DeviceReport memory
java steps 110 $network.DeviceReport ${SHAPES:-small:bf16:128:50 large:bf16:128:20 large:bf16:512:10}
run plain 110 python3 plain.py ${SHAPES:-small:bf16:128:50 large:bf16:128:20 large:bf16:512:10}
for name in golden-tf32 network training; do
  grep -h "tests successful\|tests failed\|tests aborted" "$logs/$name.log" | sed "s/^/$name /"
done
cat "$logs/losses.log" "$logs/memory.log" "$logs/steps.log" "$logs/plain.log"
