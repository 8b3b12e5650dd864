/** What happens to training images: crops, tones, RandAugment, erasing, mixing; every choice from a seeded stream. */
package io.learngene.engine.augmentation;
