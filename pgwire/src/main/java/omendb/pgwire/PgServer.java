package omendb.pgwire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import omendb.core.SqlState;
import omendb.engine.Database;

/// The PostgreSQL door: accepts connections and gives each a [ConnectionHandler].
public final class PgServer implements AutoCloseable {
  private final EventLoopGroup loops;
  private final ExecutorService workers;
  private final CommitReturns returns;
  private final ChannelGroup clients;
  private final Channel listener;

  private PgServer(
      EventLoopGroup loops,
      ExecutorService workers,
      CommitReturns returns,
      ChannelGroup clients,
      Channel listener) {
    this.loops = loops;
    this.workers = workers;
    this.returns = returns;
    this.clients = clients;
    this.listener = listener;
  }

  /// Listens; 58030 when the address is taken.
  public static PgServer start(Database database, PgOptions options) {
    // One loop per core: statements run on it, and the fewer loops there are, the more clients one
    // wake-up serves.
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
    ExecutorService workers =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().name("omendb-pgwire-", 0).daemon(true).factory());
    CommitReturns returns = new CommitReturns();
    ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 512)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    clients.add(channel);
                    channel
                        .pipeline()
                        .addLast(new FrameDecoder(options.messageBytesMax()))
                        .addLast(new ConnectionHandler(database, options, workers, returns));
                  }
                });
    try {
      Channel listener = bootstrap.bind(options.host(), options.port()).sync().channel();
      return new PgServer(loops, workers, returns, clients, listener);
    } catch (Exception e) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      workers.shutdownNow();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw SqlState.IO_ERROR
          .error(
              "could not listen on %s:%d for PostgreSQL clients: %s",
              options.host(), options.port(), String.valueOf(e.getMessage()))
          .withHint("Is another server running on this port? Choose one with --pg-port.");
    }
  }

  /// The port in use.
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Stops listening, closes the connections and waits for their statements to end.
  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    clients.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
      returns.awaitAll(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
