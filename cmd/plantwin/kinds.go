package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/plant/line"
)

// components lists the equation components of the library.
func (t *terminal) components() error {
	kinds, err := physics.Library()
	if err != nil {
		return err
	}
	for _, k := range kinds {
		fmt.Fprintf(t.out, "%-16s %s\n", k.Name, k.About)
	}
	return nil
}

// kind shows one kind.
func (t *terminal) kind(name string) error {
	if k := line.Lookup(name); k != nil {
		t.lineKind(k)
		return nil
	}
	kinds, err := physics.Library()
	if err != nil {
		return err
	}
	var known []string
	for _, k := range kinds {
		if k.Name == name {
			t.component(k)
			return nil
		}
		known = append(known, k.Name)
	}
	for _, k := range line.Kinds() {
		known = append(known, k.Name)
	}
	return fmt.Errorf("there is no kind %q (%s)", name, source.DidYouMean(name, known, "known: "+strings.Join(known, " ")))
}

func (t *terminal) lineKind(k *line.Kind) {
	fmt.Fprintf(t.out, "%s: %s\n\n  %s\n\nSettings\n", k.Name, k.About, k.Example)
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	settings(w, "  ", k.Settings)
	w.Flush()
	fmt.Fprintln(t.out, "\nSignals")
	for _, s := range k.Signals {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", s.Name, s.Dim, s.About)
	}
	w.Flush()
	if len(k.Commands) > 0 {
		fmt.Fprintln(t.out, "\nCommands")
	}
	for _, c := range k.Commands {
		fmt.Fprintf(w, "  %s\t%s\n", c.Name, c.About)
	}
	w.Flush()
}

func settings(w *tabwriter.Writer, indent string, list []line.Setting) {
	for i := range list {
		s := &list[i]
		def := s.Default
		if s.Required {
			def = "required"
		}
		fmt.Fprintf(w, "%s%s\t%s\t%s\n", indent, s.Key, def, s.About)
		settings(w, indent+"  ", s.Sub)
	}
}

func (t *terminal) component(k *physics.Kind) {
	fmt.Fprintf(t.out, "%s: %s\nSource: %s\n", k.Name, k.About, k.Source)
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, g := range []struct {
		title string
		list  []physics.Variable
	}{{"Parameters", k.Parameters}, {"Inputs", k.Inputs}, {"States", k.States}, {"Outputs", k.Outputs}} {
		if len(g.list) > 0 {
			fmt.Fprintf(t.out, "\n%s\n", g.title)
		}
		for _, v := range g.list {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", v.Name, v.Unit.Text, v.About)
		}
		w.Flush()
	}
	fmt.Fprintln(t.out, "\nEquations")
	for _, e := range k.Equations {
		fmt.Fprintf(t.out, "  %s\n", e.Text)
	}
}
