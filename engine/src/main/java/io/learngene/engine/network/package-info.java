/**
 * Networks with their weights in native memory, and one step of training or evaluation. The passes themselves are the TorchScript
 * sources beside this package's resources.
 */
package io.learngene.engine.network;
