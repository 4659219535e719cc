/*
 * Who may write to a city's journal in Redis, and what is never lost: lease, fence, epoch, WAIT,
 * high-water mark and step-down, for the model checker Spin. What is modelled and what is not,
 * and how to read a counter-example: README.md beside this file.
 *
 *   spin -DREPLICAS=1 -DCRASHES=1 … -a protocol.pml
 *
 * REPLICAS is what --replicas says: 0, or 1. The other settings say how often each fault may
 * happen. An error that somebody could make in the code is a setting as well, ERROR_…; each is
 * found by the property that README.md names.
 */

#ifndef REPLICAS
#define REPLICAS 0
#endif
#ifndef COMMANDS
#define COMMANDS 2    /* commands that clients send, all told */
#endif
#ifndef RESTARTS
#define RESTARTS 1    /* servers that are started again after they ended */
#endif
#ifndef CRASHES
#define CRASHES 0     /* a server is killed */
#endif
#ifndef LAPSES
#define LAPSES 0      /* the lease of a server lapses, be it dead, paused or cut off */
#endif
#ifndef CUTS
#define CUTS 0        /* a connection is cut */
#endif
#ifndef LOST_REPLIES
#define LOST_REPLIES 0   /* Redis did it, and the answer never came */
#endif
#ifndef LATE_ENTRIES
#define LATE_ENTRIES 0   /* an entry comes to Redis after its sender has given its connection up */
#endif
#ifndef FAIL_OVERS
#define FAIL_OVERS 0     /* the replica becomes the master */
#endif
#ifndef LOSSES
#define LOSSES 0         /* Redis comes back empty, or with older data */
#endif
#ifndef STEP_DOWNS
#define STEP_DOWNS 0
#endif

#define SERVERS 2
#define NONE 7
#define WRITERS_MAX (SERVERS + RESTARTS)   /* each start of a server is another writer */
#define ENTRIES_MAX (WRITERS_MAX + COMMANDS + 2)
#define EPOCHS_MAX (WRITERS_MAX + 3)

/* A server's states, by the names that the code has for what it does in them. */
mtype = {
  ended,                /* not running */
  starting,             /* HistoryGuard::check_beforehand, then follow */
  standing_by,          /* stand_by: follows, and tries to take the lease */
  checking_beforehand,  /* the same check, once the lease is taken */
  taking_epoch,         /* RedisJournal::take_epoch: which epoch is the next */
  fencing,              /* put of the fence: sent, perhaps there */
  waiting_for_fence,    /* WAIT */
  finding_end,          /* RedisJournal::find_end */
  checking_to_lead,     /* HistoryGuard::check_to_lead */
  catching_up,          /* check_lease, catch_up */
  serving,              /* serve_until_stopped, with nothing pending */
  appending,            /* RedisJournal::append: sent, perhaps there */
  waiting_for_replicas, /* WAIT */
  behind                /* exit code 4: refuses to lead or follow, and is not started again */
};

/* A Redis. An entry's id is (epoch, sequence); 0 is the sequence of a fence. */
typedef Node {
  byte length;
  byte epoch[ENTRIES_MAX];
  byte sequence[ENTRIES_MAX];
  byte value[ENTRIES_MAX];   /* the fence's writer, or the record's command */
  byte lease;                /* 1 + the server that holds it; 0: nobody does */
};
Node node[2];
byte master = 0;
bool replicates = true;      /* the other one follows the master */

typedef Server {
  mtype mode = ended;
  byte link = NONE;          /* the node it is connected to */
  byte writer;
  byte epoch;
  byte sequence;             /* where its journal ends, and with which record */
  byte value;
  byte read_epoch;           /* the last entry followed; epoch 0: none */
  byte read_sequence;
  byte top_epoch;            /* the last entry that the stream must have; epoch 0: none */
  byte top_sequence;
  byte top_value;
  byte pending;              /* the command being appended; 0: none */
  byte put_at;               /* entries that must be on the replicas */
  bool stepping_down;
  byte mark_sequence;        /* the mark, which survives the process */
  byte mark_value;
};
Server server[SERVERS];

/* An entry on its way, whose sender does not wait for it any more. */
byte late_node = NONE;
byte late_epoch; byte late_sequence; byte late_value; byte late_writer;

byte writers = 0;
byte commands = 0;
byte before[COMMANDS + 1];   /* the record that a command's record continues: its checksum chain */

byte crashes = CRASHES; byte lapses = LAPSES; byte cuts = CUTS; byte restarts = RESTARTS;
byte lost_replies = LOST_REPLIES; byte late_entries = LATE_ENTRIES;
byte fail_overs = FAIL_OVERS; byte losses = LOSSES; byte step_downs = STEP_DOWNS;

/* What only the properties look at. Sets of commands are bits. */
byte acknowledged = 0;
byte known[SERVERS];         /* what a server acknowledged, followed, or led with */
byte begun = 0;              /* the newest epoch whose writer has read where the journal ends */
byte owner[EPOCHS_MAX];      /* the writer that is in the journal with this epoch */
bool disturbed = false;      /* something happened that may well end a leader */

#define LOST (losses < LOSSES)
#define FAILED_OVER (fail_overs < FAIL_OVERS)
/* Redis keeps what it acknowledged: the condition of the first two properties. */
#define KEPT (!LOST && (REPLICAS > 0 || !FAILED_OVER))
#define BIT(command) (1 << (command))

/* ---- Properties. A counter-example names its line. -------------------------------------------- */

/* A record comes into the journal. */
inline check_accepted(N, E, Q, V, W) {
  if
  :: Q > 0 ->
     last_record(N);
     assert(Q == found_sequence + 1 && before[V] == found_value);    /* no_gap */
     if
     :: N == master && KEPT ->
        assert(E >= begun);                             /* one_writer: none of an older epoch */
        assert(owner[E] == 0 || owner[E] == W);         /* one_writer: one in each epoch */
        owner[E] = W
     :: else
     fi
  :: else
  fi
}

/* A server has read where the journal ends: from now on all before its epoch are to be refused. */
inline check_begun(S) {
  if
  :: KEPT ->
     assert(owner[server[S].epoch] == 0 || owner[server[S].epoch] == server[S].writer);   /* one_writer */
     owner[server[S].epoch] = server[S].writer;
     begun = (server[S].epoch > begun -> server[S].epoch : begun)
  :: else
  fi
}

/* A server begins to serve: what it read up to its end is what it leads with. One that was superseded
   meanwhile does not know yet. It changes nothing any more, and answers no question: confirm. */
inline check_serving(S) {
  records_of(server[S].link, server[S].sequence);
  assert(!KEPT || server[S].epoch < begun || (acknowledged & ~records) == 0);   /* nothing_lost */
  assert((known[S] & ~records) == 0);                   /* never_below */
  known[S] = known[S] | records
}

/* A server tells a client that its command is done. */
inline check_acknowledged(S) {
  records_of(master, COMMANDS);
  assert(!KEPT || (BIT(server[S].pending) & records) != 0);   /* nothing_lost */
}

inline check_superseded(S) {
  assert(!server[S].stepping_down || disturbed);        /* hand_over */
}

inline check_behind(S) {
  assert(!KEPT);                                        /* no_needless_refusal */
}

/* ---- Reading a stream. Scratch variables are not part of the state. --------------------------- */

hidden byte i; hidden byte found; hidden byte records;
hidden byte found_epoch; hidden byte found_sequence; hidden byte found_value; hidden byte outcome; hidden byte at;

/* The last record, into found_…; sequence 0: there is none. */
inline last_record(N) {
  found_epoch = 0; found_sequence = 0; found_value = 0; i = 0;
  do
  :: i < node[N].length ->
     if
     :: node[N].sequence[i] > 0 ->
        found_epoch = node[N].epoch[i];
        found_sequence = node[N].sequence[i]; found_value = node[N].value[i]
     :: else
     fi;
     i++
  :: else -> break
  od
}

/* The commands whose records are there, up to a sequence, into records. */
inline records_of(N, Q) {
  records = 0; i = 0;
  do
  :: i < node[N].length ->
     if
     :: node[N].sequence[i] > 0 && node[N].sequence[i] <= Q ->
        records = records | BIT(node[N].value[i])
     :: else
     fi;
     i++
  :: else -> break
  od
}

/* found: whether the record with this sequence and value is there; 0 always is. */
inline has_record(N, Q, V) {
  found = (Q == 0); i = 0;
  do
  :: i < node[N].length ->
     if
     :: Q > 0 && node[N].sequence[i] == Q && node[N].value[i] == V -> found = 1
     :: else
     fi;
     i++
  :: else -> break
  od
}

#define LAST(n) (node[n].length - 1)
#define ID_ABOVE(e1, q1, e2, q2) ((e1) > (e2) || ((e1) == (e2) && (q1) > (q2)))
#define ID_IS_NEW(n, e, q) \
  (node[n].length == 0 || ID_ABOVE(e, q, node[n].epoch[LAST(n)], node[n].sequence[LAST(n)]))

inline add(N, E, Q, V, W) {
  check_accepted(N, E, Q, V, W);
  node[N].epoch[node[N].length] = E;
  node[N].sequence[node[N].length] = Q;
  node[N].value[node[N].length] = V;
  node[N].length++;
  printf("node %d: + %d-%d value %d\n", N, E, Q, V)
}

/* XADD, and reading back when it is refused. outcome: whether the entry is there; at: how many
   entries the stream has up to it. */
inline put(N, E, Q, V, W) {
  outcome = 0; at = 0;
  if
  :: ID_IS_NEW(N, E, Q) -> add(N, E, Q, V, W); outcome = 1; at = node[N].length
#ifdef ERROR_LEASE_TRUSTED
  :: !ID_IS_NEW(N, E, Q) && Q > 0 -> add(N, E, Q, V, W); outcome = 1; at = node[N].length
#endif
  :: else ->
     i = 0;
     do
     :: i < node[N].length ->
        if
        :: node[N].epoch[i] == E && node[N].sequence[i] == Q && node[N].value[i] == V ->
           outcome = 1; at = i + 1
        :: else
        fi;
        i++
     :: else -> break
     od
  fi
}

/* The node's replica has its first entries, as WAIT says. */
#define ON_REPLICAS(n, entries) \
  (REPLICAS == 0 || (replicates && (n) == master && node[1 - (n)].length >= (entries)))

/* ---- Steps of a server. ------------------------------------------------------------------------ */

inline become(S, M) {
  server[S].mode = M;
  printf("server %d: %e\n", S, server[S].mode)
}

/* Nothing but the mark is left of a process. */
inline end(S, how) {
  become(S, how);
  server[S].link = NONE; server[S].writer = 0; server[S].epoch = 0;
  server[S].sequence = 0; server[S].value = 0;
  server[S].read_epoch = 0; server[S].read_sequence = 0;
  server[S].top_epoch = 0; server[S].top_sequence = 0; server[S].top_value = 0;
  server[S].pending = 0; server[S].put_at = 0; server[S].stepping_down = false
}

inline end_superseded(S) { check_superseded(S); end(S, ended) }
inline end_behind(S) { check_behind(S); end(S, behind) }

/* HistoryGuard's comparison of the store with the mark. found: it has what the mark says. */
inline compare_mark(S, N) {
#ifdef ERROR_MARK_UNCHECKED
  found = 1
#else
  has_record(N, server[S].mark_sequence, server[S].mark_value)
#endif
}

/* A new connection is to the master, and begins with a look at the end of the stream
   (RedisJournal::check_top, RedisFollower::check_connection). */
inline connect(S) {
  server[S].link = master; printf("server %d: connects to node %d\n", S, master);
  if
  :: server[S].mode == waiting_for_fence -> become(S, fencing)
  :: server[S].mode == waiting_for_replicas -> become(S, appending)
  :: else
  fi;
  server[S].put_at = 0;
  if
  :: server[S].top_epoch > 0 -> check_top(S, master)
  :: server[S].top_epoch == 0 && server[S].read_epoch > 0 && server[S].mode == standing_by ->
     if
     :: node[master].length == 0 || ID_ABOVE(server[S].read_epoch, server[S].read_sequence,
        node[master].epoch[LAST(master)], node[master].sequence[LAST(master)]) -> end_behind(S)
     :: else
     fi
  :: else
  fi
}

#define TOP_IS(n, e, q) (node[n].epoch[LAST(n)] == (e) && node[n].sequence[LAST(n)] == (q))

inline check_top(S, N) {
  if
  :: node[N].length == 0 -> end_behind(S)
  :: else ->
     if
     :: node[N].epoch[LAST(N)] > server[S].epoch -> end_superseded(S)
     :: else ->
        if
        :: server[S].pending > 0 && TOP_IS(N, server[S].epoch, server[S].sequence + 1)
        :: else ->
           if
           :: TOP_IS(N, server[S].top_epoch, server[S].top_sequence) ->
              if
              :: node[N].value[LAST(N)] == server[S].top_value
              :: else -> end_behind(S)
              fi
           :: else ->
              if
              :: ID_IS_NEW(N, server[S].top_epoch, server[S].top_sequence) -> end_behind(S)
              :: else -> end_superseded(S)
              fi
           fi
        fi
     fi
  fi
}

/* One entry. A standby passes on what the replicas have: the rest may yet vanish. */
#ifdef ERROR_FOLLOWER_DOES_NOT_WAIT
#define MAY_FOLLOW(n, entries) true
#else
#define MAY_FOLLOW(n, entries) ON_REPLICAS(n, entries)
#endif
inline follow(S, N) {
  at = 0;
  do
  :: !ID_ABOVE(node[N].epoch[at], node[N].sequence[at],
               server[S].read_epoch, server[S].read_sequence) -> at++
  :: else -> break
  od;
  if
  :: MAY_FOLLOW(N, at + 1) ->
     if
     :: node[N].sequence[at] == 0
     :: else ->
        if
        :: node[N].sequence[at] == server[S].sequence + 1 &&
           before[node[N].value[at]] == server[S].value ->
           server[S].sequence = node[N].sequence[at];
           server[S].value = node[N].value[at];
           raise_mark(S);
           known[S] = known[S] | BIT(server[S].value)
        :: else -> end_behind(S)
        fi
     fi;
     if
     :: server[S].mode == standing_by ->
        server[S].read_epoch = node[N].epoch[at];
        server[S].read_sequence = node[N].sequence[at]
     :: else
     fi
  :: else
  fi
}

inline raise_mark(S) {
  if
  :: server[S].sequence >= server[S].mark_sequence -> printf("server %d: mark %d\n", S, server[S].sequence);
     server[S].mark_sequence = server[S].sequence;
     server[S].mark_value = server[S].value
  :: else
  fi
}

inline acknowledge(S) {
  check_acknowledged(S);
  acknowledged = acknowledged | BIT(server[S].pending);
  known[S] = known[S] | BIT(server[S].pending);
  printf("server %d: acknowledges %d\n", S, server[S].pending)
}

/* The entry is in the stream, and on as many replicas as it has to be. */
inline finish_append(S) {
  server[S].sequence++;
  server[S].value = server[S].pending;
  server[S].top_epoch = server[S].epoch;
  server[S].top_sequence = server[S].sequence;
  server[S].top_value = server[S].value;
  raise_mark(S);
#ifndef ERROR_ACKNOWLEDGED_BEFORE_APPEND
#ifndef ERROR_ACKNOWLEDGED_BEFORE_WAIT
  acknowledge(S);
#endif
#endif
  server[S].pending = 0; server[S].put_at = 0;
  become(S, serving)
}

inline finish_fence(S) {
  server[S].top_epoch = server[S].epoch;
  server[S].top_sequence = 0;
  server[S].top_value = server[S].writer;
  server[S].put_at = 0;
  become(S, finding_end)
}

inline release_lease(S) {
  if
  :: node[server[S].link].lease == S + 1 -> node[server[S].link].lease = 0
  :: else
  fi
}

/* Sends an entry; put's outcome, or 2: unknown, to be sent again over a new connection. */
inline send(S, Q, V) {
  if
  :: put(server[S].link, server[S].epoch, Q, V, server[S].writer)
  :: lost_replies > 0 ->
     lost_replies--;
     put(server[S].link, server[S].epoch, Q, V, server[S].writer);
     outcome = 2
  :: late_entries > 0 ->
     late_entries--;
     late_node = server[S].link; late_epoch = server[S].epoch; late_sequence = Q;
     late_value = V; late_writer = server[S].writer;
     outcome = 2
  fi;
  if
  :: outcome == 2 -> server[S].link = NONE
  :: else
  fi
}

#define IS(s, state) (server[s].mode == state && server[s].link != NONE)
#define OTHER_STANDS_BY(s) (server[1 - s].mode == standing_by)

proctype run_server(byte s) {
end_server:
  do
  :: atomic { server[s].mode == ended && writers == s ->   /* in this order: they are alike */
       writers++; become(s, starting); server[s].writer = writers }
  :: atomic { server[s].mode == ended && writers >= SERVERS && restarts > 0 ->
       restarts--; writers++; become(s, starting); server[s].writer = writers }
  :: atomic { server[s].mode != ended && server[s].mode != behind && server[s].link == NONE ->
       connect(s) }
  :: atomic { server[s].mode != ended && server[s].mode != behind && crashes > 0 ->
       crashes--; printf("crash of %d\n", s); disturbed = true; end(s, ended) }

  :: atomic { IS(s, starting) ->
       compare_mark(s, server[s].link);
       if
       :: found -> become(s, standing_by)
       :: else -> end_behind(s)
       fi }

  :: atomic { IS(s, standing_by) &&
              !ID_IS_NEW(server[s].link, server[s].read_epoch, server[s].read_sequence + 1) ->
       follow(s, server[s].link) }
  :: atomic { IS(s, standing_by) && node[server[s].link].lease == 0 ->
       node[server[s].link].lease = s + 1; become(s, checking_beforehand) }

  :: atomic { IS(s, checking_beforehand) ->
       compare_mark(s, server[s].link);
       if
       :: found -> become(s, taking_epoch)
       :: else -> end_behind(s)
       fi }

  :: atomic { IS(s, taking_epoch) ->
       server[s].epoch = 1;
       if
       :: node[server[s].link].length > 0 ->
          server[s].epoch = node[server[s].link].epoch[LAST(server[s].link)] + 1
       :: else
       fi;
#ifdef ERROR_NO_FENCE
       become(s, finding_end)
#else
       become(s, fencing)
#endif
     }
  :: atomic { IS(s, fencing) ->
       send(s, 0, server[s].writer);
       if
       :: outcome == 0 -> become(s, taking_epoch)
       :: outcome == 1 -> become(s, waiting_for_fence); server[s].put_at = at
       :: else
       fi }
#ifdef ERROR_FENCE_NOT_WAITED
  :: atomic { IS(s, waiting_for_fence) -> finish_fence(s) }
#else
  :: atomic { IS(s, waiting_for_fence) && ON_REPLICAS(server[s].link, server[s].put_at) ->
       finish_fence(s) }
#endif

  :: atomic { IS(s, finding_end) ->
       last_record(server[s].link);
       /* What it followed must be there: it goes on from it (catch_up). */
       at = found_sequence; outcome = found_value;
       has_record(server[s].link, server[s].sequence, server[s].value);
       if
       :: found_epoch >= server[s].epoch -> end_superseded(s)
       :: found_epoch < server[s].epoch && !found -> end_behind(s)
       :: found_epoch < server[s].epoch && found ->
          server[s].sequence = at; server[s].value = outcome;
          become(s, checking_to_lead);
          check_begun(s)
       fi }
  :: atomic { IS(s, checking_to_lead) ->
       compare_mark(s, server[s].link);
       if
       :: found -> raise_mark(s); become(s, catching_up)
       :: else -> end_behind(s)
       fi }
  :: atomic { IS(s, catching_up) ->
       if
       :: node[server[s].link].lease == 0 || node[server[s].link].lease == s + 1 ->
          node[server[s].link].lease = s + 1;
          check_serving(s);
          become(s, serving)
       :: else -> end(s, ended)
       fi }

  :: atomic { server[s].mode == serving && !server[s].stepping_down && commands < COMMANDS ->
       commands++; server[s].pending = commands; before[commands] = server[s].value;
       become(s, appending);
#ifdef ERROR_ACKNOWLEDGED_BEFORE_APPEND
       acknowledged = acknowledged | BIT(server[s].pending);
       known[s] = known[s] | BIT(server[s].pending)
#endif
     }
  :: atomic { IS(s, appending) ->
       send(s, server[s].sequence + 1, server[s].pending);
       if
       :: outcome == 0 -> end_superseded(s)
       :: outcome == 1 ->
          become(s, waiting_for_replicas); server[s].put_at = at;
#ifdef ERROR_ACKNOWLEDGED_BEFORE_WAIT
          acknowledge(s)
#endif
       :: else ->
#ifdef ERROR_UNKNOWN_IS_DONE
          finish_append(s)
#else
          skip
#endif
       fi }
  :: atomic { IS(s, waiting_for_replicas) && ON_REPLICAS(server[s].link, server[s].put_at) ->
       finish_append(s) }

  :: atomic { (server[s].mode == serving || server[s].mode == appending ||
               server[s].mode == waiting_for_replicas) && server[s].link != NONE &&
              !server[s].stepping_down && step_downs > 0 && OTHER_STANDS_BY(s) ->
       step_downs--; server[s].stepping_down = true;
#ifdef ERROR_RELEASED_FIRST
       release_lease(s)
#endif
     }
  :: atomic { IS(s, serving) && server[s].stepping_down -> release_lease(s); end(s, ended) }
  od
}

/* ---- What Redis and the network do by themselves. ---------------------------------------------- */

#define CUT(s, n) server[s].link = (server[s].link == (n) -> NONE : server[s].link)

inline copy(from, to) {
  i = 0;
  do
  :: i < ENTRIES_MAX ->
     if
     :: i < node[from].length ->
        node[to].epoch[i] = node[from].epoch[i];
        node[to].sequence[i] = node[from].sequence[i];
        node[to].value[i] = node[from].value[i]
     :: else -> node[to].epoch[i] = 0; node[to].sequence[i] = 0; node[to].value[i] = 0
     fi;
     i++
  :: else -> break
  od;
  node[to].length = node[from].length
}

proctype run_redis() {
end_redis:
  do
  :: atomic { (REPLICAS > 0 || fail_overs > 0) && replicates &&
              node[1 - master].length < node[master].length ->
       copy(master, 1 - master); printf("replicated\n") }

  :: atomic { node[master].lease != 0 && lapses > 0 ->
       lapses--; printf("lapse\n"); disturbed = true; node[master].lease = 0 }
     /* A server that ended leaves a lease that lapses for certain. */
  :: atomic { node[master].lease != 0 && (server[node[master].lease - 1].mode == ended ||
              server[node[master].lease - 1].mode == behind) -> node[master].lease = 0 }

  :: atomic { cuts > 0 && server[0].link != NONE -> cuts--; server[0].link = NONE }
  :: atomic { cuts > 0 && server[1].link != NONE -> cuts--; server[1].link = NONE }

     /* NOMKSTREAM: a record does not create a stream. */
  :: atomic { late_node != NONE ->
       if
       :: late_sequence == 0 || node[late_node].length > 0 ->
          disturbed = true;
          put(late_node, late_epoch, late_sequence, late_value, late_writer)
       :: else
       fi;
       late_node = NONE; late_epoch = 0; late_sequence = 0; late_value = 0; late_writer = 0 }
  :: atomic { late_node != NONE ->
       late_node = NONE; late_epoch = 0; late_sequence = 0; late_value = 0; late_writer = 0 }

     /* The old master is dead, or cut off and goes on for those who are connected to it. */
  :: atomic { fail_overs > 0 ->
       fail_overs--; printf("fail-over\n"); disturbed = true;
       replicates = false;
       if
       :: skip
       :: CUT(0, master); CUT(1, master)
       fi;
       if
       :: node[1 - master].lease = node[master].lease
       :: node[1 - master].lease = 0
       fi;
       master = 1 - master }
  :: atomic { !replicates ->
       CUT(0, 1 - master); CUT(1, 1 - master);
       copy(master, 1 - master);
       node[1 - master].lease = 0;
       replicates = true; printf("the old master follows\n") }

     /* Redis comes back without its last entries, or without any; its replica does as it does. */
  :: atomic { losses > 0 && replicates && node[master].length > 0 ->
       losses--; printf("loss\n"); disturbed = true;
       do
       :: node[master].length > 0 ->
          node[master].length--;
          if
          :: break
          :: skip
          fi
       :: node[master].length == 0 -> break
       od;
       copy(master, master);
       copy(master, 1 - master);
       node[master].lease = 0;
       CUT(0, master); CUT(1, master) }
  od
}

init {
  atomic { run run_server(0); run run_server(1); run run_redis() }
}
