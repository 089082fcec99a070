package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/experiment"
)

func newCompare(t *terminal) *cobra.Command {
	var json, where bool
	c := &cobra.Command{
		Use:   "compare DIR DIR",
		Short: "Say whether two result folders are the same, event by event, and which key figures differ",
		Args:  cobra.ExactArgs(2),
		RunE:  func(c *cobra.Command, args []string) error { return compare(c, t, args[0], args[1], json, where) },
	}
	c.Flags().BoolVar(&json, "json", false, "print JSON")
	c.Flags().BoolVar(&where, "where", false, "run the first replication that differs again and name the first event in which it does")
	return c
}

// differing says that two results are not the same.
type differing struct{}

func (differing) Error() string { return "the results differ" }

func compare(c *cobra.Command, t *terminal, a, b string, json, where bool) error {
	var results [2]*experiment.Result
	for k, dir := range []string{a, b} {
		var err error
		if results[k], err = experiment.Read(dir); err != nil {
			return err
		}
		if len(results[k].Prints) == 0 {
			return fmt.Errorf("%s has no fingerprints (it was made by an earlier version: run it again)", dir)
		}
	}
	d := experiment.Differ(results[0], results[1])
	if where && len(d.Differing) > 0 {
		var plants [2]*experiment.Plant
		var warm [2]time.Duration
		for k, dir := range []string{a, b} {
			m := &results[k].Manifest
			var err error
			if plants[k], err = experiment.Recompile(dir, m); err != nil {
				return err
			}
			warm[k] = time.Duration(m.WarmUp * 1e9)
		}
		var err error
		if d.Divergence, err = experiment.Diverge(c.Context(), plants[0], plants[1], d.Differing[0], warm); err != nil {
			return err
		}
	}
	if json {
		if err := t.json(d); err != nil {
			return err
		}
	} else {
		t.differences(d, a, b)
	}
	if !d.Same() {
		return differing{}
	}
	return nil
}

// differences prints a comparison.
func (t *terminal) differences(d *experiment.Differences, a, b string) {
	var s strings.Builder
	for k, dir := range []string{a, b} {
		if len(d.Only[k]) > 0 {
			fmt.Fprintf(&s, "only in %s: %s\n", dir, strings.Join(d.Only[k], ", "))
		}
	}
	if len(d.Inputs) > 0 {
		fmt.Fprintf(&s, "inputs that differ: %s\n", strings.Join(d.Inputs, ", "))
	}
	if !slices.Equal(d.Options[0], d.Options[1]) {
		fmt.Fprintf(&s, "options: %s; %s\n", flags(d.Options[0]), flags(d.Options[1]))
	}
	fmt.Fprintf(&s, "fingerprints: %d of %s equal\n", d.Compared-len(d.Differing), count(d.Compared, "replication"))
	if len(d.Differing) > 0 {
		fmt.Fprintf(&s, "  the first that differs: %q, replication %d\n", d.Differing[0].Variant, d.Differing[0].Replication)
	}
	if x := d.Divergence; x != nil {
		fmt.Fprintf(&s, "  event %d: %s; %s\n", x.Event, happening(a, x.At[0], x.Asset[0]), happening(b, x.At[1], x.Asset[1]))
	}
	if len(d.KPIs) == 0 {
		s.WriteString("key figures: all equal\n")
	} else {
		w := tabwriter.NewWriter(&s, 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "key figures that differ\t%s\t%s\t\n", a, b)
		for _, k := range d.KPIs {
			word := "within the noise"
			if k.Clear {
				word = "clearly"
			}
			name := experiment.Plain(k.Measure)
			if k.Unit != "" {
				name += " [" + experiment.UnitWord(k.Unit) + "]"
			}
			fmt.Fprintf(w, "  %s, %s\t%s\t%s\t%s\n", k.Variant, name, cell(k.A), cell(k.B), word)
		}
		w.Flush()
	}
	fmt.Fprint(t.out, s.String())
}

func flags(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

func happening(dir string, at float64, asset string) string {
	if at < 0 {
		return "nothing more in " + dir
	}
	if asset == "" {
		asset = "an equation component"
	}
	return fmt.Sprintf("%s at %s s in %s", asset, experiment.Digits(at, 9), dir)
}

func cell(v *float64) string {
	if v == nil {
		return "–"
	}
	return experiment.Digits(*v, 6)
}
