package omendb.core.shape;

import java.util.List;

/// A way through places, which ends where it began when it is closed.
public record Path(List<Point> points, boolean closed) implements Shape {}
