package io.learngene.engine.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A protobuf message in the making. The numbers of its fields are those of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, which stays as it is from version to version.
 */
final class Message {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** One field of a message, as protobuf's own writer writes it. */
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    Message whole(int field, long value) {
        return add(to -> to.writeInt64(field, value));
    }

    Message wholes(int field, List<Long> values) {
        values.forEach(value -> whole(field, value));
        return this;
    }

    Message real(int field, float value) {
        return add(to -> to.writeFloat(field, value));
    }

    Message text(int field, String value) {
        return add(to -> to.writeString(field, value));
    }

    Message texts(int field, List<String> values) {
        values.forEach(value -> text(field, value));
        return this;
    }

    Message message(int field, Message value) {
        byte[] content = value.toBytes();
        return add(to -> to.writeByteArray(field, content));
    }

    /** StringStringEntryProto: key 1, value 2. */
    Message entry(int field, String key, String value) {
        return message(field, new Message().text(1, key).text(2, value));
    }

    byte[] toBytes() {
        add(CodedOutputStream::flush);
        return bytes.toByteArray();
    }

    private Message add(Field field) {
        try {
            field.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("writing into memory cannot fail", e);
        }
        return this;
    }
}
