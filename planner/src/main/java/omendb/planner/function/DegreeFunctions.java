package omendb.planner.function;

/// Trigonometry in degrees, exact where the exact result is a short number: sind(30) is 0.5.
public final class DegreeFunctions {
  private DegreeFunctions() {}

  @SqlFunction("sind(float8): float8")
  public static double sind(double degrees) {
    double angle = MathFunctions.finite(degrees) % 360;
    double size = Math.abs(angle);
    double sign = angle < 0 ? -1 : 1;
    if (size > 180) {
      size = 360 - size;
      sign = -sign;
    }
    return sign * firstQuadrant(size > 90 ? 180 - size : size);
  }

  @SqlFunction("cosd(float8): float8")
  public static double cosd(double degrees) {
    double size = Math.abs(MathFunctions.finite(degrees) % 360);
    if (size > 180) {
      size = 360 - size;
    }
    return size > 90 ? -firstQuadrant(size - 90) : firstQuadrant(90 - size);
  }

  @SqlFunction("tand(float8): float8")
  public static double tand(double degrees) {
    double angle = MathFunctions.finite(degrees) % 180;
    if (angle % 90 == 45 || angle % 90 == -45) {
      return angle == 45 || angle == -135 ? 1 : -1;
    }
    double cosine = cosd(degrees);
    return cosine == 0
        ? Math.copySign(Double.POSITIVE_INFINITY, sind(degrees))
        : sind(degrees) / cosine;
  }

  @SqlFunction("cotd(float8): float8")
  public static double cotd(double degrees) {
    double angle = MathFunctions.finite(degrees) % 180;
    if (angle % 90 == 45 || angle % 90 == -45) {
      return angle == 45 || angle == -135 ? 1 : -1;
    }
    double sine = sind(degrees);
    return sine == 0
        ? Math.copySign(Double.POSITIVE_INFINITY, cosd(degrees))
        : cosd(degrees) / sine;
  }

  @SqlFunction("asind(float8): float8")
  public static double asind(double value) {
    return snapped(Math.toDegrees(Math.asin(MathFunctions.unit(value))));
  }

  @SqlFunction("acosd(float8): float8")
  public static double acosd(double value) {
    return snapped(Math.toDegrees(Math.acos(MathFunctions.unit(value))));
  }

  @SqlFunction("atand(float8): float8")
  public static double atand(double value) {
    return snapped(Math.toDegrees(Math.atan(value)));
  }

  @SqlFunction("atan2d(float8, float8): float8")
  public static double atan2d(double y, double x) {
    return snapped(Math.toDegrees(Math.atan2(y, x)));
  }

  /// The sine of 0 to 90 degrees.
  private static double firstQuadrant(double degrees) {
    if (degrees == 30) {
      return 0.5;
    }
    return degrees <= 45
        ? Math.sin(Math.toRadians(degrees))
        : Math.cos(Math.toRadians(90 - degrees));
  }

  /// A multiple of 15 degrees that rounding has missed.
  private static double snapped(double degrees) {
    double near = Math.rint(degrees / 15) * 15;
    return Math.abs(degrees - near) < 1e-13 ? near : degrees;
  }
}
