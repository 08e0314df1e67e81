package omendb.planner.bind;

import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.SortKey;
import omendb.planner.ast.Window;

/// Resolves OVER clauses against the WINDOW clause.
final class WindowNames {
  private final List<Window.Definition> definitions;

  WindowNames(List<Window.Definition> definitions) {
    this.definitions = definitions;
  }

  Window.Specification resolve(Window window) {
    return switch (window) {
      case Window.Reference reference -> named(reference.name(), reference.pos());
      case Window.Specification specification -> based(specification);
    };
  }

  private Window.Specification named(String name, int position) {
    for (Window.Definition definition : definitions) {
      if (definition.name().equals(name)) {
        return based(definition.specification());
      }
    }
    throw CallBinder.unknownWindow(name, position);
  }

  private Window.Specification based(Window.Specification window) {
    String baseName = window.base();
    if (baseName == null) {
      return window;
    }
    Window.Specification base = named(baseName, window.pos());
    if (!window.partitionBy().isEmpty()) {
      throw SqlState.WINDOWING_ERROR
          .error("cannot override PARTITION BY clause of window \"%s\"", baseName)
          .at(window.pos());
    }
    if (!window.orderBy().isEmpty() && !base.orderBy().isEmpty()) {
      throw SqlState.WINDOWING_ERROR
          .error("cannot override ORDER BY clause of window \"%s\"", baseName)
          .at(window.pos());
    }
    if (base.frame() != null) {
      throw SqlState.WINDOWING_ERROR
          .error("cannot copy window \"%s\" because it has a frame clause", baseName)
          .at(window.pos());
    }
    List<SortKey> order = window.orderBy().isEmpty() ? base.orderBy() : window.orderBy();
    return new Window.Specification(null, base.partitionBy(), order, window.frame(), window.pos());
  }
}
