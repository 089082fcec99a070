package experiment

import (
	"fmt"
	"strings"
	"time"
)

// Manifest is what the tables do not say: what was asked, with what, and what came out in a sentence. All of it follows from
// inputs, options and version, but for Wall.
type Manifest struct {
	Run      string   `json:"run"` // UUID of inputs, options and version
	Program  string   `json:"program"`
	Version  string   `json:"version"`
	Name     string   `json:"name"`
	About    string   `json:"about,omitempty"`
	Inputs   []Copy   `json:"inputs"`
	Options  []string `json:"options,omitempty"` // that change results, such as "seed=3"
	Decision Decision `json:"decision"`

	Start        string      `json:"start"` // civil time of the start of a run, "2006-01-02 15:04:05"
	Horizon      float64     `json:"horizon_s"`
	WarmUp       float64     `json:"warmup_s"`
	Pilot        *Pilot      `json:"pilot,omitempty"` // nil if the warm-up was given
	Seed         uint64      `json:"seed"`
	Random       bool        `json:"random"`
	Replications int         `json:"replications"` // of each variant
	Least        int         `json:"replications_min"`
	Most         int         `json:"replications_max"`
	Precision    []Precision `json:"precision,omitempty"`
	Precise      bool        `json:"precise"` // every precision asked for was reached
	Confidence   float64     `json:"confidence"`
	Variants     []string    `json:"variants"` // that ran; the first is the reference
	Measures     []Measure   `json:"measures"`
	Fits         []FitNote   `json:"fits,omitempty"`
	Experiments  []Explored  `json:"experiments,omitempty"`

	Wall Wall `json:"wall"`
}

// Pilot is how an automatic warm-up came about.
type Pilot struct {
	Replications int      `json:"replications"`
	Measure      string   `json:"measure,omitempty"` // that settled last
	Variant      string   `json:"variant,omitempty"`
	Unsettled    []string `json:"unsettled,omitempty"`
}

// FitNote is what a fit says about itself beside its numbers.
type FitNote struct {
	Fit      string   `json:"fit"`
	Summary  string   `json:"summary,omitempty"` // one sentence
	Warnings []string `json:"warnings,omitempty"`
}

// Wall is what differs from one making to the next.
type Wall struct {
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Host    string    `json:"host,omitempty"`
	Workers int       `json:"workers,omitempty"`
	Command string    `json:"command,omitempty"`
}

// Copy is an input file and where the folder keeps it.
type Copy struct {
	Role   string `json:"role"` // scenario, overlay, data, estimates
	Name   string `json:"name"` // as the user wrote it
	File   string `json:"file"` // below the folder, with slashes
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// Unsettled warns of figures whose course had not settled by half of the run, as those of a plant to which more comes than it can work
// on; "" if there are none.
func (m *Manifest) Unsettled() string {
	if m.Pilot == nil || len(m.Pilot.Unsettled) == 0 {
		return ""
	}
	const most = 4
	names := m.Pilot.Unsettled
	text := strings.Join(names[:min(most, len(names))], ", ")
	if n := len(names) - most; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return "Not settled by half of the run: " + text + ". Where more parts come than can be worked on, such figures grow with the length of the run; else a longer run makes them safer."
}

// describe fills in what follows from the study and its runs.
func (b *book) describe(m *Manifest, w WarmUp, n int) {
	s, p := b.study, &b.study.Plan
	m.Program, m.Name, m.About = "plantwin", s.Name, s.About
	if !p.Start.IsZero() {
		m.Start = p.Start.UTC().Format("2006-01-02 15:04:05")
	}
	m.Horizon, m.WarmUp = p.For.Seconds(), w.At.Seconds()
	if w.Auto {
		m.Pilot = &Pilot{Replications: pilotRuns, Measure: w.Measure, Variant: w.Variant, Unsettled: w.Unsettled}
		if !p.Random {
			m.Pilot.Replications = 1
		}
	}
	m.Seed, m.Random, m.Replications = p.Seed, p.Random, n
	m.Least, m.Most, m.Precision, m.Confidence = p.Min, p.Max, p.Precision, p.Confidence
	m.Precise = !p.Random || b.precise()
	for _, v := range b.picked {
		m.Variants = append(m.Variants, s.Variants[v].Title)
	}
	m.Measures = s.Measures
}
