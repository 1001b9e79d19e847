package dev.milestone.agent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps the first and the last bytes of an output and counts the rest. Memory grows with what is
 * kept, never beyond the capacity. Confined to one thread at a time.
 */
final class HeadTail {

  private static final int FIRST_SIZE = 1024;

  private final int headMax;
  private final int tailMax;
  private byte[] head = new byte[0];
  private int headLength;
  private byte[] tail = new byte[0];
  private int tailLength;
  private int tailNext;
  private long total;

  /** Keeps at most {@code capacity} bytes, half of them from the head. */
  HeadTail(int capacity) {
    int most = Math.max(capacity, 0);
    this.headMax = most / 2;
    this.tailMax = most - headMax;
  }

  void add(byte[] bytes, int offset, int length) {
    total += length;
    int toHead = Math.min(length, headMax - headLength);
    if (toHead > 0) {
      head = grown(head, headLength, headLength + toHead, headMax);
      System.arraycopy(bytes, offset, head, headLength, toHead);
      headLength += toHead;
    }
    addToTail(bytes, offset + toHead, length - toHead);
  }

  private void addToTail(byte[] bytes, int offset, int length) {
    int skip = Math.max(0, length - tailMax);
    int from = offset + skip;
    int left = length - skip;
    if (left <= 0) {
      return;
    }
    if (tailLength < tailMax) {
      tail = grown(tail, tailLength, (int) Math.min((long) tailLength + left, tailMax), tailMax);
    }
    while (left > 0) {
      if (tailNext == tailMax) {
        tailNext = 0;
      }
      // Until the ring is full its end is the end of what was allocated.
      int room = (tailLength < tailMax ? tail.length : tailMax) - tailNext;
      int part = Math.min(left, room);
      System.arraycopy(bytes, from, tail, tailNext, part);
      tailNext += part;
      tailLength = Math.max(tailLength, tailNext);
      from += part;
      left -= part;
    }
  }

  private static byte[] grown(byte[] array, int used, int needed, int most) {
    if (needed <= array.length) {
      return array;
    }
    long size = Math.max(Math.max(needed, FIRST_SIZE), 2L * used);
    return Arrays.copyOf(array, (int) Math.min(size, most));
  }

  /** All bytes that were added. */
  long total() {
    return total;
  }

  /** Bytes that are held in memory. */
  int allocated() {
    return head.length + tail.length;
  }

  /** Bytes that were counted and not kept. */
  long leftOut() {
    return total - headLength - tailLength;
  }

  /** Changes a part of the text, and knows whether the output begins and ends with it. */
  interface Part {
    String change(String text, boolean first, boolean last);
  }

  /** What is kept, as text; invalid UTF-8 is replaced, and a line says what was left out. */
  String text() {
    return text((text, first, last) -> text);
  }

  /** The same with its one or two parts changed. */
  String text(Part part) {
    byte[] last = last(tailLength);
    if (leftOut() == 0) {
      byte[] all = Arrays.copyOf(head, headLength + last.length);
      System.arraycopy(last, 0, all, headLength, last.length);
      return part.change(new String(all, StandardCharsets.UTF_8), true, true);
    }
    return part.change(new String(head, 0, headLength, StandardCharsets.UTF_8), true, false)
        + "\n… "
        + leftOut()
        + " bytes left out …\n"
        + part.change(new String(last, StandardCharsets.UTF_8), false, true);
  }

  /** The first bytes, at most {@code most}, as text. */
  String headText(int most) {
    return new String(head, 0, Math.min(headLength, most), StandardCharsets.UTF_8);
  }

  /** The last bytes, at most {@code most}, as text; a character cut at the front is left out. */
  String tailText(int most) {
    byte[] bytes;
    if (tailLength >= most || leftOut() > 0) {
      bytes = last(Math.min(most, tailLength));
    } else {
      int fromHead = Math.min(headLength, most - tailLength);
      bytes = Arrays.copyOfRange(head, headLength - fromHead, headLength + tailLength);
      System.arraycopy(last(tailLength), 0, bytes, fromHead, tailLength);
    }
    int start = 0;
    if (bytes.length < total) {
      while (start < Math.min(3, bytes.length) && (bytes[start] & 0xC0) == 0x80) {
        start++;
      }
    }
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  private byte[] last(int count) {
    byte[] bytes = new byte[count];
    int end = tailNext;
    int fromEnd = Math.min(count, end);
    System.arraycopy(tail, end - fromEnd, bytes, count - fromEnd, fromEnd);
    int rest = count - fromEnd;
    if (rest > 0) {
      System.arraycopy(tail, tailMax - rest, bytes, 0, rest);
    }
    return bytes;
  }
}
