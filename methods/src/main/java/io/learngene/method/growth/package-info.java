/**
 * Growing a Vision Transformer: a wider and deeper network that begins with what a trained one knows. In closed form, without data and
 * without training (Net2Net, Chen et al., ICLR 2016; bert2BERT, Chen et al., ACL 2022; LEMON, Wang et al., ICLR 2024), or by an operator
 * that some steps fit (LiGO, Wang et al., ICLR 2023; Mango, Pan et al., NeurIPS 2023).
 */
package io.learngene.method.growth;
