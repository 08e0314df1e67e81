package omendb.flight;

import omendb.core.OmenException;
import omendb.core.SqlState;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Errors as Flight knows them: a status that clients act on, and in the message the SQLSTATE,
/// position, detail and hint that people read.
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private Errors() {}

  static FlightRuntimeException of(Throwable error) {
    if (error instanceof FlightRuntimeException flight) {
      return flight;
    }
    if (error instanceof OmenException known) {
      ErrorFlightMetadata metadata = new ErrorFlightMetadata();
      metadata.insert("sqlstate", known.state().code());
      return status(known.state())
          .withDescription(text(known))
          .withMetadata(metadata)
          .toRuntimeException();
    }
    LOG.error("Internal error at the Flight SQL door", error);
    return CallStatus.INTERNAL
        .withDescription("XX000: internal error: " + error)
        .toRuntimeException();
  }

  private static String text(OmenException error) {
    StringBuilder text = new StringBuilder(error.state().code()).append(": ");
    text.append(error.message());
    if (error.position() > 0) {
      text.append(" (at character ").append(error.position()).append(')');
    }
    if (error.detail() != null) {
      text.append("\nDETAIL: ").append(error.detail());
    }
    if (error.hint() != null) {
      text.append("\nHINT: ").append(error.hint());
    }
    return text.toString();
  }

  private static CallStatus status(SqlState state) {
    return switch (state) {
      case FEATURE_NOT_SUPPORTED -> CallStatus.UNIMPLEMENTED;
      case QUERY_CANCELED -> CallStatus.CANCELLED;
      case UNDEFINED_TABLE,
          UNDEFINED_COLUMN,
          UNDEFINED_FUNCTION,
          UNDEFINED_OBJECT,
          INVALID_CATALOG_NAME,
          INVALID_SCHEMA_NAME,
          INVALID_SQL_STATEMENT_NAME,
          INVALID_CURSOR_NAME ->
          CallStatus.NOT_FOUND;
      case DUPLICATE_TABLE, DUPLICATE_OBJECT, DUPLICATE_SCHEMA, UNIQUE_VIOLATION ->
          CallStatus.ALREADY_EXISTS;
      case INVALID_PASSWORD, INVALID_AUTHORIZATION_SPECIFICATION -> CallStatus.UNAUTHENTICATED;
      case INSUFFICIENT_PRIVILEGE -> CallStatus.UNAUTHORIZED;
      default ->
          switch (state.kind()) {
            case CALLER -> CallStatus.INVALID_ARGUMENT;
            case CONFLICT, BUSY -> CallStatus.UNAVAILABLE;
            case CORRUPT, FAULT -> CallStatus.INTERNAL;
          };
    };
  }

  static FlightRuntimeException notFound(String format, Object... args) {
    return CallStatus.NOT_FOUND.withDescription(String.format(format, args)).toRuntimeException();
  }

  static FlightRuntimeException invalid(String format, Object... args) {
    return CallStatus.INVALID_ARGUMENT
        .withDescription(String.format(format, args))
        .toRuntimeException();
  }
}
