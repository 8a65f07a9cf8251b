package io.github.backendexecutor.signalr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Random plain values that both protocols can carry, at most a few levels deep.
public final class RandomValues {
  private RandomValues() {}

  public static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> (long) random.nextInt(600) - 300;
      case 4 -> random.nextDouble() * 1e6;
      case 5 -> text(random);
      case 6 -> list(random, depth - 1);
      default -> map(random, depth - 1);
    };
  }

  public static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20) == 0 ? random.nextInt(70_000) : random.nextInt(40);
    while (text.length() < length) {
      int point =
          random.nextInt(10) == 0 ? random.nextInt(0x1_0000, 0x2_0000) : random.nextInt(0xd800);
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  public static List<@Nullable Object> list(Random random, int depth) {
    List<@Nullable Object> list = new ArrayList<@Nullable Object>();
    int size = random.nextInt(20);
    for (int i = 0; i < size; i++) {
      list.add(value(random, depth));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(Random random, int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    int size = random.nextInt(20);
    for (int i = 0; i < size; i++) {
      map.put("key" + i, value(random, depth));
    }
    return map;
  }
}
