// Package experiment makes many runs of a plant and says what they mean.
//
// A [Study] names the variants, the measures and the plan of a scenario. A [Task] is one replication of one variant; a
// [Runner] carries tasks out, on this machine ([Local]) or elsewhere, and hands back one [Outcome] for each, in any order.
// Outcomes are folded strictly in order of task through a bounded window, so the tables have the same bytes whatever the
// number of workers:
//
//	tasks in order: replication 1 of every variant, replication 2 of every variant, ...
//	at most `window` tasks are under way beyond the first that has not been folded
//	after the last variant of replication k has been folded: stop if k >= Max, or k >= Min and every precision is reached
//	outcomes of later tasks are dropped
//
// All variants run the same replications under common random numbers (the kernel seeds each stream by asset, purpose and
// replication), so variants are compared by the differences of equal replications, with paired Student t intervals (Law,
// Simulation Modeling and Analysis, 5th ed., section 10.2.1).
//
// Where the plan leaves the warm-up to the program, a pilot of five replications of every variant of the file comes first;
// MSER-5 ([White]) finds where the averaged course of each measure has settled, where its beginning differs from the rest by
// more than chance; the latest point holds for all runs.
//
// An [Exploration] is an experiment of the scenario: settings of numbers, options, positions and variants, chosen by a design or
// by a search. Its tasks go through the same folding; the choices of a search depend on folded outcomes only, and on batches
// whose size does not depend on the workers. The search ends with ranking and selection.
//
// [Kept] is a runner that keeps finished outcomes in a file, so that an interrupted batch can go on. Fingerprints of all runs tell
// whether two results are the same, event by event ([Differ]).
//
// A failed replication is a row of the table `failures`; the others count, and each KPI says how many did.
//
// [Run] gives a [Result]: typed rows, which [Write] stores as a folder (CSV, Parquet, manifest, copies of all inputs) and
// [Read] reads back. Everything in the tables follows from inputs, options and version; times of the wall clock, host and
// workers stand in the manifest only.
//
// [White]: K. P. White Jr., An effective truncation heuristic for bias reduction in simulation output, Simulation 69 (1997)
package experiment
