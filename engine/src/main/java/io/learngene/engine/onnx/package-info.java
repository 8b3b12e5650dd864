/** Models as ONNX files: graphs of standard operators that ONNX Runtime and others compute, without PyTorch. */
package io.learngene.engine.onnx;
