package io.learngene.engine.data.images;

import io.learngene.contracts.HeapAdvice;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Memory for pictures as large as their files say, from before one is decoded until what is made of it is made. There are as many at the
 * same time as have room, however many threads ask for one.
 */
final class PictureRoom {

    /** Of a pixel while its picture is read, brought to RGB and taken apart: samples of 16 bits take the most. */
    private static final int BYTES_PER_PIXEL = 12;

    /** Of a pixel of eight bits, as it is read and as it is kept. */
    private static final int LEAST_BYTES_PER_PIXEL = 6;

    /** Pixels that are counted together. */
    private static final int UNIT = 1024;

    /** That of this process, of which every decoder takes. */
    static final PictureRoom OF_THE_HEAP = new PictureRoom(Runtime.getRuntime().maxMemory());

    private final long largest;
    private final int units;
    private final Semaphore free;

    /**
     * @param heap bytes, of which a quarter is for pictures; one that needs more is there alone, and may have two thirds
     */
    PictureRoom(long heap) {
        this.largest = heap / 3 * 2 / LEAST_BYTES_PER_PIXEL;
        this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, heap / 4 / BYTES_PER_PIXEL / UNIT));
        this.free = new Semaphore(units, true);
    }

    /** {@return a place for one picture, which takes nothing yet} */
    Place place() {
        return new Place();
    }

    /** Where one picture is at a time. For one thread, which has no other. */
    final class Place implements AutoCloseable {

        private int taken;

        /** Gives back what was taken, and waits until there is room for so many pixels. */
        void take(long pixels) throws IOException {
            close();
            if (pixels > largest) {
                throw new IOException("it has " + pixels + " pixels, and memory has room for " + largest
                        + "; give Java " + HeapAdvice.larger());
            }
            int needed = (int) Math.min(units, (pixels + UNIT - 1) / UNIT);
            free.acquireUninterruptibly(needed);
            taken = needed;
        }

        @Override
        public void close() {
            free.release(taken);
            taken = 0;
        }
    }
}
