/**
 * TorchScript without Python: archives are written from readable sources in Java and run by DJL's PyTorch engine. This
 * package knows nothing of networks; {@link io.learngene.engine.network} writes the programs.
 */
package io.learngene.engine.torch;
