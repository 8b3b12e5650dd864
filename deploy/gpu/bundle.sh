#!/usr/bin/env bash
# bundle.sh TORCH DJL OUT packs what check.sh needs on a machine that has a GPU and Python's PyTorch, but neither Java nor a network: some
# 50 MB. Needs a JDK 17 and g++, on the same kind of processor.
#   TORCH  the folder `torch` of an installed PyTorch, of that machine's version: pip install torch==2.11.0
#   DJL    a checkout of https://github.com/deepjavalibrary/djl at the version of pytorch-engine in the parent POM
#   OUT    where it goes; what lies there is removed
# DJL publishes no JNI library for this PyTorch, so it is built here, without CUDA's own headers: its call to empty the cache of the
# device then does nothing. With the headers of CUDA's runtime in CUDA_INCLUDE (site-packages/nvidia/cu13/include, with nvidia-cuda-crt
# from pip, in PyTorch's CUDA version) it works.
set -eu
torch=$(realpath "$1")
djl=$(realpath "$2")
out=$(realpath -m "$3")
cd "$(dirname "$0")/../.."
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(realpath "$(command -v javac)")")")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# ArchUnit, the parser of Python and ONNX Runtime are left out, with the tests that need them; none says anything of a device.
left_out='junit\|archunit\|byte-buddy\|python-frontend\|sslr\|onnxruntime\|pytorch-native\|pytorch-jni'
rm -rf "$out"
mkdir -p "$out/lib" "$out/tests" "$work/include" "$work/objects"

./mvnw -q test-compile dependency:build-classpath -pl engine -am -DincludeScope=test -Dmdep.outputFile="$work/classpath"
tr ':' '\n' <"$work/classpath" | grep '\.jar$' | grep -v "$left_out" | xargs cp -t "$out/lib"
./mvnw -q -N dependency:copy -Dartifact=org.junit.platform:junit-platform-console-standalone:1.13.4 -DoutputDirectory="$out/lib"
jar cf "$out/lib/contracts.jar" -C contracts/target/classes .
jar cf "$out/lib/engine.jar" -C engine/target/classes .
cp -r engine/target/test-classes/. "$out/tests"
rm -f "$out"/tests/io/learngene/engine/{ArchitectureTest,network/ProgramTest,onnx/OnnxFolderTest}*.class
jlink --add-modules java.desktop,java.instrument,java.management,java.naming,java.sql,jdk.unsupported,jdk.zipfs --strip-debug --compress=2 \
  --no-header-files --no-man-pages --output "$work/jre"
# Where the JDK takes the system's libraries for images.
ldd "$work"/jre/lib/lib{javajpeg,lcms}.so | awk '/libjpeg|liblcms2/ {print $3}' | xargs -r cp -t "$work/jre/lib"
tar cJf "$out/jre.tar.xz" -C "$work" jre

engine=$djl/engines/pytorch/pytorch-engine/src/main/java
javac -proc:none -h "$work/include" -d "$work/classes" -cp "$out/lib/*" -sourcepath "$engine" "$engine/ai/djl/pytorch/jni/PyTorchLibrary.java"
includes=("$work/include" "$java_home/include" "$java_home/include/linux" "$djl/api/src/main/native" "$torch/include" \
  "$torch/include/torch/csrc/api/include" ${CUDA_INCLUDE:+"$CUDA_INCLUDE"})
sources=$djl/engines/pytorch/pytorch-native/src/main/native
for source in "$sources"/*.cc; do
  flags=
  [ "${source##*_}" = system.cc ] && [ -n "${CUDA_INCLUDE:-}" ] && flags=-DUSE_CUDA
  echo "$flags -c $source -o $work/objects/$(basename "$source" .cc).o"
done | xargs -P "$(nproc)" -L 1 g++ -std=c++17 -O1 -fPIC -w "${includes[@]/#/-I}"
g++ -shared -static-libstdc++ -o "$out/libdjl_torch.so" "$work"/objects/*.o -L"$torch/lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10 \
  -lc10_cuda -Wl,--allow-shlib-undefined
strip "$out/libdjl_torch.so"
sed -n 's:.*<djl-pytorch.version>\(.*\)</djl-pytorch.version>.*:\1:p' pom.xml >"$out/djl.version"
cp deploy/gpu/check.sh deploy/gpu/plain.py "$out"
du -sh "$out"
