package dev.milestone;

import dev.milestone.event.EventCursor;
import dev.milestone.event.EventListener;
import dev.milestone.event.EventQuery;
import dev.milestone.event.MilestoneEvent;
import java.util.List;
import org.apiguardian.api.API;

/** The journal, for reading. Thread-safe; all that is handed on has been forced. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Events {

  /** The last sequence. */
  long lastSequence();

  /** Selected events, in order. */
  List<MilestoneEvent> query(EventQuery query);

  /** Reads from a sequence on, missing nothing. */
  EventCursor cursor(long fromSequence);

  /** Tells a listener of events from now on. */
  Subscription listen(EventListener listener);
}
