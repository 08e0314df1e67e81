package omendb.pgwire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.Database;
import omendb.engine.IdleLimit;
import omendb.engine.MustWait;
import omendb.engine.Session;
import omendb.pgwire.FrameDecoder.Frame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client connection: start-up on the event loop, then messages in order, short ones on the
/// event loop and long ones on a worker thread. A commit leaves the event loop to others until it
/// is through.
///
/// Messages wait in `inbox` while one is being processed; whoever processes goes on until the inbox
/// is empty. Reading stops when the inbox is full and goes on when it has drained, so that a client
/// can neither flood memory nor hide its disconnection.
final class ConnectionHandler extends ChannelInboundHandlerAdapter
    implements CommitReturns.Traveller {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  /// Bytes waiting in the inbox at which reading stops.
  private static final int INBOX_BYTES_MAX = 4 << 20;

  private final Database database;
  private final PgOptions options;
  private final ExecutorService workers;
  private final CommitReturns returns;
  private final Deque<Frame> inbox = new ArrayDeque<>();
  private final Object writability = new Object();
  private int inboxBytes;
  private boolean processing;
  private long frames;
  private boolean closed;
  private @Nullable Startup startup;
  private @Nullable Channel channel;
  private CommitReturns.@Nullable Lane lane;
  private @Nullable Conversation conversation;
  private volatile boolean writable = true;

  ConnectionHandler(
      Database database, PgOptions options, ExecutorService workers, CommitReturns returns) {
    this.database = database;
    this.options = options;
    this.workers = workers;
    this.returns = returns;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    FrameDecoder decoder = context.pipeline().get(FrameDecoder.class);
    channel = context.channel();
    lane = returns.lane(context.channel().eventLoop());
    startup = new Startup(database, options, context.channel(), decoder);
    context
        .executor()
        .schedule(
            () -> {
              if (conversation == null) {
                context.close();
              }
            },
            options.authenticationTimeoutMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Frame frame = (Frame) message;
    if (conversation == null) {
      start(context, frame);
      return;
    }
    synchronized (inbox) {
      if (closed) {
        frame.body().release();
        return;
      }
      inbox.add(frame);
      frames++;
      inboxBytes += frame.body().readableBytes();
      if (inboxBytes > INBOX_BYTES_MAX) {
        context.channel().config().setAutoRead(false);
      }
      if (processing) {
        return;
      }
      processing = true;
    }
    process(context.channel(), true);
  }

  private void start(ChannelHandlerContext context, Frame frame) {
    Startup starting = Objects.requireNonNull(startup);
    try {
      Session session = starting.message(frame);
      if (session != null) {
        conversation =
            new Conversation(
                session, context.channel(), this::awaitWritable, () -> notified(context));
      }
    } catch (OmenException e) {
      fatal(context, e);
    } finally {
      frame.body().release();
    }
  }

  private void notified(ChannelHandlerContext context) {
    try {
      context.executor().execute(this::deliver);
    } catch (RejectedExecutionException e) {
      LOG.debug("A notification came when the server was stopping", e);
    }
  }

  /// Sends the client what other sessions have for it, unless a message is under way, after which
  /// that happens anyway. On the event loop, by which messages come.
  private void deliver() {
    Conversation current = conversation;
    synchronized (inbox) {
      if (closed || processing || current == null) {
        return;
      }
    }
    current.deliver();
  }

  /// Works the inbox off. On the event loop only what ends at once; commits go their way, and the
  /// rest moves to a worker.
  private void process(Channel channel, boolean eventLoop) {
    Conversation current = Objects.requireNonNull(conversation);
    current.mayWait(!eventLoop);
    while (true) {
      Frame frame;
      Conversation.Place place = Conversation.Place.HERE;
      synchronized (inbox) {
        frame = inbox.peek();
        if (frame == null || closed) {
          processing = false;
          if (closed) {
            current.close();
          } else {
            current.pause();
            current.deliver();
            limitSilence(channel, current);
          }
          return;
        }
        if (eventLoop) {
          place = current.place(frame);
        }
        if (place == Conversation.Place.HERE) {
          inbox.remove();
          inboxBytes -= frame.body().readableBytes();
          if (inboxBytes < INBOX_BYTES_MAX / 2 && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
          }
        }
      }
      if (place == Conversation.Place.COMMIT && commit(current)) {
        return;
      }
      if (place != Conversation.Place.HERE || !handle(channel, current, frame)) {
        moveToWorker(channel);
        return;
      }
    }
  }

  /// Begins a commit, after which the message at the front of the inbox is to be handled.
  private boolean commit(Conversation current) {
    CommitReturns.Lane way = Objects.requireNonNull(lane);
    way.depart();
    try {
      current.submit(() -> way.arrive(this));
      return true;
    } catch (OmenException e) {
      way.stay();
      return false;
    }
  }

  @Override
  public void resume(boolean eventLoop) {
    process(Objects.requireNonNull(channel), eventLoop);
  }

  /// Returns false when the message must wait for a lock and this thread may not: then it is at the
  /// front of the inbox again.
  private boolean handle(Channel channel, Conversation current, Frame frame) {
    int start = frame.body().readerIndex();
    try {
      current.message(frame);
    } catch (MustWait e) {
      frame.body().readerIndex(start);
      synchronized (inbox) {
        inbox.addFirst(frame);
        inboxBytes += frame.body().readableBytes();
      }
      return false;
    } catch (RuntimeException | Error e) {
      LOG.error("Connection ends by an internal error", e);
      channel.close();
    }
    frame.body().release();
    return true;
  }

  /// Ends the connection when its client stays silent for longer than its settings allow. Called
  /// under the inbox's monitor, when nothing is left to do.
  private void limitSilence(Channel channel, Conversation current) {
    IdleLimit limit = current.idleLimit();
    if (limit == null) {
      return;
    }
    long seen = frames;
    channel
        .eventLoop()
        .schedule(
            () -> {
              synchronized (inbox) {
                if (closed || processing || frames != seen) {
                  return;
                }
              }
              // Frames arrive by this thread, so that none can begin meanwhile.
              current.end(limit.error());
            },
            limit.millis(),
            TimeUnit.MILLISECONDS);
  }

  private void moveToWorker(Channel channel) {
    try {
      workers.execute(() -> process(channel, false));
    } catch (RejectedExecutionException e) {
      synchronized (inbox) {
        processing = false;
      }
      channel.close();
    }
  }

  /// Blocks a worker until the client has taken what was sent, or is gone.
  private void awaitWritable(Channel channel) {
    if (channel.eventLoop().inEventLoop()) {
      return;
    }
    synchronized (writability) {
      while (!writable && channel.isActive()) {
        try {
          writability.wait(1000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
    if (!channel.isActive()) {
      throw SqlState.CONNECTION_FAILURE.error("connection to client lost");
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    synchronized (writability) {
      writable = context.channel().isWritable();
      writability.notifyAll();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Conversation current = conversation;
    boolean idle;
    synchronized (inbox) {
      closed = true;
      idle = !processing;
      inbox.forEach(frame -> frame.body().release());
      inbox.clear();
    }
    synchronized (writability) {
      writability.notifyAll();
    }
    if (current != null) {
      if (idle) {
        current.close();
      } else {
        current.cancel();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof OmenException e) {
      fatal(context, e);
    } else if (cause instanceof IOException) {
      context.close();
    } else {
      LOG.error("Connection ends by an internal error", cause);
      context.close();
    }
  }

  private void fatal(ChannelHandlerContext context, OmenException error) {
    MessageWriter writer = new MessageWriter(context.channel());
    writer.error("FATAL", error);
    writer.flush();
    context.close();
  }
}
