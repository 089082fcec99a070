package physics

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// faulty is a model that cannot be simulated, and what has to be said of it: at its line, or with the time and the variable.
type faulty struct {
	name   string
	kind   string // body of the kind k
	assets string // left out: one asset x of kind k
	rest   string // further sections
	want   []string
}

// In faults of kinds, line 5 is the first of the kind's body; assets begin behind it.
func (f *faulty) text() string {
	var b strings.Builder
	b.WriteString("plantwin: 1\nname: faulty\n")
	if f.kind != "" {
		b.WriteString("kinds:\n  k:\n")
		for _, line := range strings.Split(strings.TrimSpace(f.kind), "\n") {
			b.WriteString("    " + line + "\n")
		}
	}
	assets := f.assets
	if assets == "" {
		assets = "x: {kind: k}"
	}
	b.WriteString("assets:\n")
	for _, line := range strings.Split(strings.TrimSpace(assets), "\n") {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString(f.rest)
	if !strings.Contains(f.rest, "run:") {
		b.WriteString("run: {for: 100 s}\n")
	}
	return b.String()
}

// outcome compiles and runs a model as far as it goes; a panic and a run without end are outcomes, too.
func outcome(text string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	sc, err := scenarios.Parse(&source.File{Name: "m.yaml", Data: []byte(text)}, nil)
	if err != nil {
		return err
	}
	m, err := plant.Compile(sc)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
	if err == nil {
		err = r.AdvanceTo(ctx, m.Plan().For)
	}
	return err
}

func TestFaultyModels(t *testing.T) {
	if len(faultyModels) < 40 {
		t.Fatalf("%d models", len(faultyModels))
	}
	for _, f := range faultyModels {
		t.Run(f.name, func(t *testing.T) {
			begun := time.Now()
			err := outcome(f.text())
			if err == nil {
				t.Fatal("it ran")
			}
			for _, want := range f.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%s is missing in:\n%v", want, err)
				}
			}
			if d := time.Since(begun); d > 10*time.Second {
				t.Errorf("it took %v", d)
			}
		})
	}
}
