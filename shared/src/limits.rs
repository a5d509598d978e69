//! Every bound of the system, with its unit and its reason.

/// Largest frame on a sync socket, in bytes. A season of one unit (200 records) is about 0.4 MB
/// as changes; ten times that leaves room and still bounds what one peer can make us hold.
pub const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Largest total size of what one compressed frame or chunk may inflate to, in bytes: caps what a
/// "bomb" can cost before Automerge sees it.
pub const INFLATED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Largest single change, inflated, in bytes. One saved form with its texts is a few kilobytes.
pub const CHANGE_BYTES_MAX: usize = 1024 * 1024;

/// Largest document, as the sum of its stored chunks, in bytes. A year of the busiest unit is
/// about 2 MB.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How far a change's first operation may lie beyond the highest one known, in operations. Honest
/// devices count on from what they know; a jump near the top of the range would poison the document.
pub const START_OP_GAP_MAX: u64 = 1_000_000;

/// Changes held back per document because something they build on is missing.
pub const ORPHANS_MAX: usize = 1_000;

/// Bytes of changes held back per document because something they build on is missing: more than a
/// season of the busiest unit. A device that brings more brings it again once the gap is filled.
pub const ORPHAN_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Hashes in one list of a sync message (heads, needs, last sync).
pub const HASHES_PER_LIST_MAX: usize = 10_000;

/// Summaries (`have`) in one sync message. Automerge sends one.
pub const HAVES_PER_MESSAGE_MAX: usize = 8;

/// Changes in one sync message.
pub const CHANGES_PER_MESSAGE_MAX: usize = 20_000;

/// Bytes of changes sent in one message before the rest waits for its acknowledgement: a slow
/// network shows progress, and a frame stays far below [`FRAME_BYTES_MAX`].
pub const SEND_BYTES_MAX: usize = 512 * 1024;

/// Operations in one change. Run-length coding can claim 10¹² of them in a few bytes; a pasted
/// report section is about 20,000.
pub const OPS_PER_CHANGE_MAX: u64 = 200_000;

/// Operations in one change of the device's own store: more than every field of a form filled and
/// emptied at once ([`TEXT_UNITS_MAX`] each), so only damage claims more.
pub const STORED_OPS_PER_CHANGE_MAX: u64 = 20 * OPS_PER_CHANGE_MAX;

/// Changes that one change may directly build on. Automerge names the heads: a handful.
pub const DEPS_PER_CHANGE_MAX: usize = 1_000;

/// Highest operation number taken: half of what Automerge can count to, out of reach of a season's
/// work (millions) and far from where it breaks.
pub const OP_COUNTER_MAX: u64 = u32::MAX as u64 / 2;

/// Items in one CBOR frame: bounds what a few megabytes of tiny items can unfold to.
pub const CBOR_ITEMS_MAX: usize = 100_000;

/// Nesting of a CBOR frame. The protocol needs four.
pub const CBOR_DEPTH_MAX: usize = 16;

/// Longest peer id, in bytes.
pub const PEER_ID_BYTES_MAX: usize = 256;

/// Largest ephemeral message (presence of stock clients), in bytes.
pub const EPHEMERAL_BYTES_MAX: usize = 64 * 1024;

/// Frames smaller than this are not worth deflating, in bytes.
pub const DEFLATE_BYTES_MIN: usize = 512;

/// Refused changes of one connection before it is closed: each costs the relay a reload.
pub const REFUSALS_PER_CONNECTION_MAX: usize = 2_000;

/// Bits and probes per entry of a Bloom filter, as Automerge makes them; anything else is refused
/// (zero bits divide by zero, 10⁸ probes burn a second).
pub const BLOOM_BITS_PER_ENTRY: u32 = 10;
/// See [`BLOOM_BITS_PER_ENTRY`].
pub const BLOOM_PROBES: u32 = 7;

/// Frames waiting for one peer before it is disconnected as too slow.
pub const OUTBOUND_FRAMES_MAX: usize = 1_024;

/// Messages waiting for one document while its last changes are being stored.
pub const DOCUMENT_QUEUE_MAX: usize = 1_024;

/// Bytes of messages waiting for one document while it is loaded or its last changes are stored:
/// more could not become part of it anyway.
pub const DOCUMENT_QUEUE_BYTES_MAX: usize = DOCUMENT_BYTES_MAX;

/// Documents the relay keeps opened (with their operations) at a time; others are served from the
/// change graph alone. A commune has a few hundred, and opening one again costs more than a change.
pub const OPEN_DOCUMENTS_MAX: usize = 512;

/// Bytes of the changes of all opened documents together; opened, they take several times that.
pub const OPEN_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Stored chunks of a document beyond its snapshot before the next snapshot is made.
pub const CHUNKS_BEFORE_SNAPSHOT: usize = 256;

/// A device asks for a sign of life after this silence, in milliseconds.
pub const HEARTBEAT_MS: u64 = 15_000;

/// Silence after which a link counts as dead, in milliseconds: two heartbeats and a slow network.
pub const LINK_DEAD_MS: u64 = 40_000;

/// How long a connection may take to say who it is, in milliseconds.
pub const HANDSHAKE_MS: u64 = 20_000;

/// Pause before a failed write to the device's store is tried again, in milliseconds.
pub const STORE_RETRY_MS: u64 = 5_000;

/// Pause before changes that the relay could not store are offered again, in milliseconds.
pub const OFFER_RETRY_MS: u64 = 30_000;

/// How long a document stays in the relay's memory after it was last used, in milliseconds.
pub const DOCUMENT_IDLE_MS: u64 = 5 * 60_000;

/// First and largest pause between two attempts to connect, in milliseconds.
pub const BACKOFF_MS_MIN: u64 = 1_000;
/// See [`BACKOFF_MS_MIN`].
pub const BACKOFF_MS_MAX: u64 = 60_000;

/// Longest text of one field, in UTF-16 units: a long report section is about 20,000.
pub const TEXT_UNITS_MAX: usize = 50_000;

/// Longest single-line value, in UTF-16 units.
pub const LINE_UNITS_MAX: usize = 500;

/// Persons, units or records that one field names.
pub const REFS_MAX: usize = 500;

/// Failed sign-ins of one account before it is locked for [`LOCKOUT_SECONDS`].
pub const LOGIN_FAILURES_MAX: u32 = 8;

/// How long an account stays locked after too many failed sign-ins, in seconds.
pub const LOCKOUT_SECONDS: u64 = 15 * 60;

/// Sign-in attempts per minute from one address.
pub const LOGIN_ATTEMPTS_PER_MINUTE: u32 = 30;

/// How long a session lives without use, in days (DESIGN §5: sliding).
pub const SESSION_DAYS: u64 = 180;

/// Largest JSON body of an HTTP request, in bytes; an imported plan is the largest.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Shortest password, in characters (NIST SP 800-63B: at least 8).
pub const PASSWORD_CHARS_MIN: usize = 8;

/// Longest password, in bytes: room for a sentence, and no megabytes to hash.
pub const PASSWORD_BYTES_MAX: usize = 256;

/// Session cookies looked at in one request. A tablet passed around has a handful of accounts.
pub const ACCOUNTS_PER_DEVICE_MAX: usize = 32;

/// Sockets of one commune at a time: about 70 accounts (DOMAIN §7), each on a few devices, and
/// room for their tabs.
pub const CONNECTIONS_PER_COMMUNE_MAX: usize = 1_000;

/// Frames waiting for one commune's hub before sockets are read no further, in bytes: sixteen of
/// the largest.
pub const HUB_QUEUE_BYTES_MAX: usize = 16 * FRAME_BYTES_MAX;

/// What any waiting frame counts as at least, in bytes: bounds their number too.
pub const HUB_FRAME_BYTES_MIN: usize = 16 * 1024;

/// Bytes waiting for one peer before it is disconnected as too slow: a whole document must fit.
pub const OUTBOUND_BYTES_MAX: usize = DOCUMENT_BYTES_MAX;

/// Refusals kept for the administrator, per relay. Older ones are forgotten.
pub const REFUSALS_MAX: u32 = 10_000;

/// Addresses whose sign-in attempts are remembered at a time.
pub const LOGIN_ADDRESSES_MAX: usize = 10_000;

/// Largest text file taken as a plan, in bytes; also the most text taken out of a word processor's
/// file. A commune's plan is about 20 KB; two hundred times that still parses at once on a tablet.
pub const IMPORT_TEXT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Largest .docx taken as a plan, in bytes: a scanned stamp or a few photos fit in.
pub const IMPORT_DOCX_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Most that the parts of a .docx that are read may inflate to together, in bytes. The XML of a plan
/// of 20 pages is half a megabyte; a "bomb" inflates a thousandfold.
pub const IMPORT_XML_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Entries of a .docx, pictures included. Word writes about fifteen.
pub const IMPORT_ZIP_ENTRIES_MAX: usize = 4_096;

/// Nesting of elements in a .docx. A text box in a table in a text box takes fifty; each level costs
/// stack.
pub const IMPORT_XML_DEPTH_MAX: usize = 100;

/// Longest attribute looked at in a .docx, in bytes; a longer one counts as absent. The names of
/// styles and fonts and the marks of lists have at most 255 letters in Word, and thousands of
/// paragraphs may share one.
pub const IMPORT_ATTRIBUTE_BYTES_MAX: usize = 1_024;

/// Styles of a .docx, and its lists. Word takes about four thousand styles.
pub const IMPORT_STYLES_MAX: usize = 10_000;

/// Paragraphs of a .docx, empty ones included. A plan has a few hundred.
pub const IMPORT_PARAGRAPHS_MAX: usize = 50_000;

/// Table cells of a .docx, with each row and each table as one more; also those of a table written
/// as text. An appendix of a thousand rows has ten thousand.
pub const IMPORT_CELLS_MAX: usize = 50_000;

/// Columns of a table, in grid units; Word takes no more than 63.
pub const IMPORT_COLUMNS_MAX: usize = 63;

/// Most lines taken as a plan. One hard-wrapped at 80 columns has a few hundred.
pub const IMPORT_LINES_MAX: usize = 50_000;

/// Text of one imported plan, in UTF-16 units: its genesis is one change, and each unit of text an
/// operation of it ([`OPS_PER_CHANGE_MAX`]). A commune's plan is about 20,000.
pub const PLAN_TEXT_UNITS_MAX: usize = 150_000;

/// Tasks of one imported plan. A commune's plan has about ten, a province's about a hundred.
pub const PLAN_TASKS_MAX: usize = 500;

/// Units that one imported plan may bring into the directory: each gets documents of its own.
pub const PLAN_NEW_UNITS_MAX: usize = 60;

/// Lines of the access log that are shown at once: some weeks of a commune's seventy accounts.
pub const LOG_LINES_MAX: u32 = 5_000;
