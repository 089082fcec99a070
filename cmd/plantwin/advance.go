package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// advance are the flags of the verb.
type advance struct {
	from, to, save, warmup string
	variant                string
	replication            int
}

func newAdvance(t *terminal) *cobra.Command {
	var o options
	var a advance
	c := &cobra.Command{
		Use:   "advance FILE",
		Short: "Run one replication from its start or a saved state to a time, and save its state there",
		Args:  one("file"),
		RunE:  func(c *cobra.Command, args []string) error { return a.run(c, t, &o, args[0]) },
	}
	o.flags(c, false)
	f := c.Flags()
	f.StringVar(&a.from, "from", "", "saved state to go on from, of the same scenario, variant and version")
	f.StringVar(&a.to, "to", "", "time since the start at which to stop, such as \"5 d\" (default: the end of the run)")
	f.StringVar(&a.save, "save", "", "file to save the state to")
	f.StringVar(&a.variant, "variant", "", "variant to run (default: the first)")
	f.IntVar(&a.replication, "replication", 1, "replication to begin; a saved state keeps its own")
	f.StringVar(&a.warmup, "warmup", "", "time before statistics begin (default: run.warmup, none where it is left to the program)")
	return c
}

func (a *advance) run(c *cobra.Command, t *terminal, o *options, path string) error {
	sc, err := o.load(c, path)
	if err != nil {
		return err
	}
	p, err := experiment.Prepare(sc)
	if err != nil {
		return err
	}
	v := 0
	if a.variant != "" {
		var ok bool
		if v, ok = p.Study.Index(a.variant); !ok {
			return fmt.Errorf("--variant: there is no variant %q", a.variant)
		}
	}
	m := p.Models[v]
	to, err := a.time("--to", a.to, m.Plan().For)
	if err != nil {
		return err
	}
	run, err := a.begin(m)
	if err != nil {
		return err
	}
	if now := run.State().Now; to < now {
		return fmt.Errorf("--to: the saved state stands at %v already", now)
	}
	if err := run.AdvanceTo(c.Context(), to); err != nil {
		return err
	}
	if a.save != "" {
		var b bytes.Buffer
		if err := run.Save(&b); err != nil {
			return err
		}
		if err := os.WriteFile(a.save, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return a.print(t, o, m, run)
}

// begin starts a run, or takes up a saved one.
func (a *advance) begin(m *plant.Model) (*sim.Run, error) {
	if a.from != "" {
		f, err := os.Open(a.from)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		run, err := sim.Load(m.Sim(), f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.from, err)
		}
		return run, nil
	}
	warm, err := a.time("--warmup", a.warmup, m.Plan().WarmUp)
	if err != nil {
		return nil, err
	}
	return sim.New(m.Sim(), sim.Options{Seed: m.Plan().Seed, Replication: a.replication, WarmUp: warm})
}

// time reads a time of a flag.
func (a *advance) time(flag, text string, left time.Duration) (time.Duration, error) {
	if text == "" {
		return left, nil
	}
	s, _, err := unit.Value(text, unit.Time, false)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", flag, err)
	}
	at, err := sim.Ticks(s)
	if err != nil || at < 0 {
		return 0, fmt.Errorf("%s: %s is no time of a run", flag, text)
	}
	return at, nil
}

// print writes where the run stands.
func (a *advance) print(t *terminal, o *options, m *plant.Model, run *sim.Run) error {
	hash := run.LogHash()
	print := hex.EncodeToString(hash[:])
	measures := m.Measures()
	if o.json {
		values := map[string]any{}
		for i := range measures {
			values[measures[i].Name] = nil
			if v, ok := measures[i].Value(run.State()); ok {
				values[measures[i].Name] = v
			}
		}
		return t.json(map[string]any{"t_s": run.State().Now.Seconds(), "events": run.Events(), "fingerprint": print, "measures": values, "state": a.save})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "at %v: %d events, fingerprint %s\n", run.State().Now, run.Events(), print)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for i := range measures {
		text := "–"
		if v, ok := measures[i].Value(run.State()); ok {
			text = experiment.Digits(v, 6) + " " + experiment.UnitWord(measures[i].Unit.Text)
		}
		fmt.Fprintf(w, "  %s\t%s\n", experiment.Plain(measures[i].Name), strings.TrimSpace(text))
	}
	w.Flush()
	_, err := fmt.Fprint(t.out, b.String())
	return err
}
