/**
 * Networks with their weights in native memory: what tensors a network has, how they begin, how they are loaded, and one
 * step of training or evaluation. The passes themselves are the TorchScript sources beside this package's resources.
 */
package io.learngene.engine.network;
