package io.learngene.engine.augmentation;

/**
 * Affine maps of a picture, interpolated as Pillow's {@code Image.transform} does: pixel (x, y) of the result is taken from
 * (a x' + b y' + c, d x' + e y' + f) with x' = x + 0.5 and y' = y + 0.5; what lies outside gets the filling colour.
 */
record Affine(double a, double b, double c, double d, double e, double f) {

    static Affine shearX(double factor) {
        return new Affine(1, factor, 0, 0, 1, 0);
    }

    static Affine shearY(double factor) {
        return new Affine(1, 0, 0, factor, 1, 0);
    }

    static Affine shift(double right, double down) {
        return new Affine(1, 0, right, 0, 1, down);
    }

    /** Around the middle, counter-clockwise. */
    static Affine rotation(double degrees, int width, int height) {
        double angle = -Math.toRadians(degrees % 360);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double x = width / 2.0;
        double y = height / 2.0;
        return new Affine(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y);
    }

    /**
     * @param from what is mapped
     * @param to where the result goes, of the same size
     * @param filling red, green and blue of what lies outside, 0 to 255
     * @param filter how to interpolate; cubic polynomials have a = -1 here, unlike those that Pillow resizes with
     */
    void map(Picture from, Picture to, int[] filling, Filter filter) {
        int width = from.width();
        int height = from.height();
        int area = from.area();
        byte[] out = to.samples();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sourceX = a * (x + 0.5) + b * (y + 0.5) + c;
                double sourceY = d * (x + 0.5) + e * (y + 0.5) + f;
                int at = y * width + x;
                boolean inside = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
                for (int plane = 0; plane < 3; plane++) {
                    int begin = plane * area;
                    out[begin + at] = (byte)
                            (!inside
                                    ? filling[plane]
                                    : filter == Filter.BICUBIC
                                            ? cubic(from, begin, sourceX - 0.5, sourceY - 0.5)
                                            : linear(from, begin, sourceX - 0.5, sourceY - 0.5));
                }
            }
        }
    }

    private static int linear(Picture from, int begin, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double dx = x - left;
        double dy = y - top;
        double upper = mix(at(from, begin, left, top), at(from, begin, left + 1, top), dx);
        boolean below = top + 1 >= 0 && top + 1 < from.height();
        double lower = below ? mix(at(from, begin, left, top + 1), at(from, begin, left + 1, top + 1), dx) : upper;
        return (int) mix(upper, lower, dy);
    }

    private static int cubic(Picture from, int begin, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double dx = x - left;
        double dy = y - top;
        double value = cubic(
                row(from, begin, left, top - 1, dx),
                row(from, begin, left, top, dx),
                row(from, begin, left, top + 1, dx),
                row(from, begin, left, top + 2, dx),
                dy);
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) value;
    }

    private static double row(Picture from, int begin, int left, int y, double dx) {
        return cubic(
                at(from, begin, left - 1, y),
                at(from, begin, left, y),
                at(from, begin, left + 1, y),
                at(from, begin, left + 2, y),
                dx);
    }

    private static double mix(double from, double to, double share) {
        return from + (to - from) * share;
    }

    private static double cubic(double v1, double v2, double v3, double v4, double d) {
        double p2 = -v1 + v3;
        double p3 = 2 * (v1 - v2) + v3 - v4;
        double p4 = -v1 + v2 - v3 + v4;
        return v2 + d * (p2 + d * (p3 + d * p4));
    }

    /** The nearest sample inside. */
    private static int at(Picture from, int begin, int x, int y) {
        int column = Math.max(0, Math.min(from.width() - 1, x));
        int row = Math.max(0, Math.min(from.height() - 1, y));
        return from.samples()[begin + row * from.width() + column] & 0xFF;
    }
}
