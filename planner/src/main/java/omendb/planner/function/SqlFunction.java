package omendb.planner.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import omendb.planner.function.FunctionSignature.Volatility;

/// Makes a public static method the implementation of a SQL function.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(SqlFunction.List.class)
@interface SqlFunction {
  /// `name(type, …, variadic type): [setof] type`, types by internal name (int4, text, anyarray,
  /// `int4[]`, any).
  String value();

  Volatility volatility() default Volatility.IMMUTABLE;

  /// The method takes NULLs.
  boolean nulls() default false;

  /// The method's first parameter (after the context) is the type tag.
  boolean typed() default false;

  /// The container that Java wants for repeated annotations.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface List {
    SqlFunction[] value();
  }
}
