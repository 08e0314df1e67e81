package omendb.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// `/livez`: the process runs. `/readyz`: recovery is done and the doors are open. `/metrics`:
/// OpenMetrics text.
final class HttpDoor implements AutoCloseable {
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService workers;
  private volatile boolean ready;
  private volatile @Nullable Metrics metrics;

  private HttpDoor(HttpServer server, ExecutorService workers) {
    this.server = server;
    this.workers = workers;
  }

  static HttpDoor start(String host, int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 64);
      ExecutorService workers =
          Executors.newFixedThreadPool(
              2, Thread.ofPlatform().name("omendb-http-", 0).daemon(true).factory());
      HttpDoor door = new HttpDoor(server, workers);
      server.setExecutor(workers);
      server.createContext("/livez", exchange -> answer(exchange, 200, PLAIN, "ok\n"));
      server.createContext(
          "/readyz",
          exchange ->
              answer(exchange, door.ready ? 200 : 503, PLAIN, door.ready ? "ok\n" : "starting\n"));
      server.createContext("/metrics", door::metrics);
      server.createContext("/", exchange -> answer(exchange, 404, PLAIN, "not found\n"));
      server.start();
      return door;
    } catch (IOException e) {
      throw SqlState.IO_ERROR
          .error(
              "could not listen on %s:%d for HTTP: %s", host, port, String.valueOf(e.getMessage()))
          .withHint("Is another server running on this port? Choose one with --http-port.");
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  void serve(Metrics newMetrics) {
    metrics = newMetrics;
  }

  void ready() {
    ready = true;
  }

  private void metrics(HttpExchange exchange) throws IOException {
    Metrics current = metrics;
    if (current == null) {
      answer(exchange, 503, PLAIN, "starting\n");
    } else {
      answer(exchange, 200, OPEN_METRICS, current.scrape());
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      boolean read = exchange.getRequestMethod().matches("GET|HEAD");
      byte[] body = (read ? text : "method not allowed\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", read ? type : PLAIN);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(read ? status : 405, head ? -1 : body.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  @Override
  public void close() {
    ready = false;
    server.stop(0);
    workers.shutdownNow();
  }
}
