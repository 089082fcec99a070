package experiment

import "encoding/hex"

// Fingerprint is the hash of all events of a replication: equal runs have equal ones.
type Fingerprint struct {
	Variant     string
	Replication int
	Events      int
	Print       string // hexadecimal
}

var printColumns = []column[Fingerprint]{
	text("variant", func(r *Fingerprint) *string { return &r.Variant }),
	whole("replication", func(r *Fingerprint) *int { return &r.Replication }),
	whole("events", func(r *Fingerprint) *int { return &r.Events }),
	text("fingerprint", func(r *Fingerprint) *string { return &r.Print }),
}

// printOf is the fingerprint of a run that went through.
func printOf(variant string, t Task, o *Outcome) Fingerprint {
	return Fingerprint{variant, t.Replication, int(o.Handled), hex.EncodeToString(o.Print[:])}
}

// Selected says whether a variant may be the best.
type Selected struct {
	Variant, Measure, Unit string
	Mean                   float64
	Behind                 float64 // how much worse its mean is than the best one, at least 0
	Limit                  float64 // how much worse it may be than the variant that beats it most clearly; NaN for the best
	Kept                   bool    // it cannot be told from the best
}

var selectionColumns = []column[Selected]{
	text("variant", func(r *Selected) *string { return &r.Variant }),
	text("measure", func(r *Selected) *string { return &r.Measure }),
	text("unit", func(r *Selected) *string { return &r.Unit }),
	num("mean", func(r *Selected) *float64 { return &r.Mean }),
	num("behind", func(r *Selected) *float64 { return &r.Behind }),
	num("limit", func(r *Selected) *float64 { return &r.Limit }),
	flag("kept", func(r *Selected) *bool { return &r.Kept }),
}
