"""What is to be known before each table of the page of benchmarks is read."""

HEAD = """# Benchmarks

Measured by `make bench`, which writes this page; `make bench-check` compares its ratios with `benchmarks/baseline.json`.
A figure is quoted by its name (`area/name`). Each cell holds the median over the runs and, for a rival, the ratio ours/rival in brackets;
the last column says who has the best median; « not run » is said of what is not installed here, not made for that problem or that size, or
stopped on an error. Figures of allocation come from invented campaigns: they compare practices, and say nothing
of a real campaign. Seconds depend on the machine and on its load, said below.
"""
ALLOCATION = """`_at_30`: thirty devices in stock for a hundred families that ask, each for a device and its data; a run is a seed.
A family counts as served when it gets both. Serving fewer of tiers 3 to 5 is the price of the order of priority. Request by request
strands fewer devices because it gives them without data (`useless`). Pro rata shares each article between departments by the families
that asked, then follows priority inside each: it is the most even between departments (`gini`), and passes over more families.
Kilometres are those of families served: who serves only its own neighbours has fewer of both. Seconds are of processor."""
REPLAY = """Dates and totals of computers, recharges and structures are those made public of spring 2020; families, their priority and
where each wave arrived are invented (`benchmarks/replay/history.py` says which is which): it compares practices, and is no account of what
was done. Each Friday a practice plans what is in stock for the lists that have come; none keeps stock back for lists still to come, so who gives
out most early has least for an urgent family whose list comes after the last wave. Days are counted from a family's list, to the
last day if it is never served. A child is connected when its family has all that it lacked; urgent: of tiers 1 and 2."""
INTAKE = """`_of_golden`: lists as partners write them, with their truth. Every reader is given credit for a value that its cell says under the
right header; only ours also says why a row is refused. On the big files pandas only loads text into memory, told separator and encoding;
frictionless goes through the rows as it finds them, without its reader of OpenDocument; ours checks, repairs, encrypts and keeps
each row, with the start of the reading process in its seconds. `rows_per_second` is of a processor second over lists that were read, in a
process already warm, ours without encrypting and keeping.
`_of_hostile`: the files that our tests are hardened with, one fate each, by what the tests know of them
(`tests/faults/hostile_truth.py`); which must be refused is what our own tests ask for. `whole`: read, with every row that was counted by hand and every
value that is known; `refused_rightly`: refused with a message, as is asked of what is damaged, unsafe, empty, in two encodings or no list;
`ended_well`: both together; `taken_unwarned`: a file that must be refused read without a word; `turned_away`: a list that can be
read, refused (a workbook, by a reader of text only); `losing_rows`: fewer rows than there are, without a word; `wrong`: other values, or rows
that are none; `crashed`: an error of the reader itself, its death, more than a gigabyte or than ten processor seconds. `_of_spoilt`: lists
spoilt at random, of which nothing else is known. `_of_rewritten`: golden lists that are text in other encodings than their own, as PCs, Macs and
exports write them. `corpus_`: a folder that `CONNEXION_CORPUS` names, where it does."""
MAPS = """Same shapes, same figures; folium and plotly as their guides show them, with key and tooltips. Without network every outside address
is refused: plotly then draws nothing even with its script within the page, since it asks its CDN for the outline of the world. Where the
script is on the CDN, it is not in the bytes. `quick_network` answers each address at once from the disk, plain folium without its key, plotly with a
world without outlines: real networks take longer. With a real network nothing was measured."""
STAGES = """One run a size, through the doors that people use, the lists written before. `whole`: from lists to map, put in force between; the
papers of the deliveries (`notes`) are apart. Megabytes are the peak so far of the larger of the application's processes. `exponent`: slope
of the processor seconds over the requests, both as logarithms, fitted over all sizes; 1 where they grow alike, at most 1.1 is asked."""
SOLVING = """Each way plans the same invented campaigns, a seed a run, in a process of its own. `devices`: a device a line; `kits`: a device and
its data. Spreadsheet, first come and each site for itself are practices, the others solvers, all asked one model: so many points by tier (100,000
from one to the next) less those of substitution and distance; `objective` is what a plan is worth in it. Ours keeps the strict order of
families inside a tier too, which no such model says: it is worth less where order costs something. `passed_over`: families that strict order
serves and the way does not; `passed_over_tier_1`: of the first tier. `served_of_bound`: families served, of a number that no plan goes
above. `seconds` begin with the lists of stock and families; `solve_alone` with the problem in each solver's hands, and is the least that ours can
hope for where the flow is bare: ours also says why each family got nothing, what one more unit would change, and that bound. networkx, written
in Python, is asked 2,000 families at most."""
LIMITS = """`machine`: what disk and memory did at most, in this run: a file written until the disk has it and read back after being forgotten by the system, a
copy in memory by one processor. A share is the time that the stage would take if the machine did nothing but that, as fast as it can, over the time that it
took. `processor`: both cores at work all along are 100. `disk`: bytes that reached it or came from it. `memory`: bytes read and written through the
system, whatever is computed inside left out. What is near no limit waits for one processor, or for the clock."""
PROFILE = """The three dearest functions of each stage at ten thousand requests, their own time in the stage's, waiting left out, compiled
libraries that they call included; `our_own_code` is all that is written here together, the doors to DuckDB left out, whose time is DuckDB's;
libraries and Python's own functions are the rest.
`read` is what the reading child does while `receive` seals and keeps."""
READ = {
    "allocation": ALLOCATION, "solving": SOLVING, "replay": REPLAY, "intake": INTAKE, "maps": MAPS, "end_to_end": STAGES, "limits": LIMITS,
    "profile": PROFILE,
}  # fmt: skip
LEFT = """## Not measured here

A million requests are behind `BENCH_FULL=1`, and so are lists of a million rows and plans of a hundred thousand families: it takes far
longer than the rest. A real network between server and browser is compared nowhere. The third-party sets of recognition are not in the
repository: `python -m benchmarks.linkage.run --sets FOLDER` measures them.
"""
