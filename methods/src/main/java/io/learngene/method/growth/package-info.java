/**
 * Growing a Vision Transformer in closed form: a wider and deeper network that begins with what a trained one knows, without data and
 * without training (Net2Net, Chen et al., ICLR 2016; bert2BERT, Chen et al., ACL 2022; LEMON, Wang et al., ICLR 2024).
 */
package io.learngene.method.growth;
