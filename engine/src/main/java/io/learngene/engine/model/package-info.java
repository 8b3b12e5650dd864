/** Models as folders that timm loads: {@code config.json}, {@code model.safetensors}, a model card, the training history. */
package io.learngene.engine.model;
