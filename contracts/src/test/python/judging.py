"""Prints the numbers that JudgingTest compares with: closed forms, in exact or long arithmetic. Needs numpy."""

from decimal import Decimal, getcontext

import numpy

getcontext().prec = 40
Z = Decimal("1.959963984540054235524594430520551952")


def wilson(right, images):
    """Wilson's interval in forty digits."""
    share = Decimal(right) / images
    z2 = Z * Z / images
    centre = (share + z2 / 2) / (1 + z2)
    half = Z / (1 + z2) * (share * (1 - share) / images + z2 / images / 4).sqrt()
    return float(centre - half), float(centre + half)


def bootstrap(better, worse, images):
    """The exact distribution of a resample's difference, of which drawing is a sample: convolutions of one drawn image."""
    step = numpy.array([worse / images, 1 - (better + worse) / images, better / images])

    def power(count):
        if count == 1:
            return step
        half = power(count // 2)
        square = numpy.convolve(half, half)
        return numpy.convolve(square, step) if count % 2 else square

    cumulative = numpy.cumsum(power(images))
    return tuple((int(numpy.searchsorted(cumulative, share)) - images) / images for share in (0.025, 0.975))


def calibration_error(confidence, right):
    """Expected calibration error of 15 bins, closed above."""
    confidence, right = numpy.array(confidence), numpy.array(right)
    edges = numpy.linspace(0, 1, 16)
    error = 0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)


for counts in [(0, 10), (1, 10), (10, 20), (10, 10), (563, 1000), (6327, 10000)]:
    print("wilson", *counts, *wilson(*counts))
for counts in [(30, 10, 200), (120, 80, 1000), (5, 0, 50), (700, 650, 10000)]:
    print("bootstrap", *counts, *bootstrap(*counts))
print(
    "calibration",
    calibration_error(
        [0.05, 0.1, 0.2, 1 / 3, 0.35, 0.5, 0.6, 0.7, 0.85, 0.92, 0.97, 0.99, 1.0],
        [0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1],
    ),
)
