package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/plant/line"
)

func newKinds(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "kinds [NAME]",
		Short: "List the kinds of assets, or show the settings, signals and commands of one",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return t.kind(args[0])
			}
			return t.kinds()
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			names, _ := kindNames()
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// kindNames lists all kinds: those of the line, then the equation components.
func kindNames() ([]string, error) {
	var out []string
	for _, k := range line.Kinds() {
		out = append(out, k.Name)
	}
	kinds, err := components()
	for _, k := range kinds {
		out = append(out, k.Name)
	}
	return out, err
}

// components are the equation components of the library by name.
func components() ([]*physics.Kind, error) {
	kinds, err := physics.Library()
	kinds = slices.Clone(kinds)
	slices.SortFunc(kinds, func(a, b *physics.Kind) int { return strings.Compare(a.Name, b.Name) })
	return kinds, err
}

// kinds lists all kinds with the first sentence of what they are.
func (t *terminal) kinds() error {
	physical, err := components()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, k := range line.Kinds() {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, sentence(k.About))
	}
	for _, k := range physical {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, sentence(k.About))
	}
	return w.Flush()
}

// sentence is the first sentence of a text.
func sentence(text string) string {
	if first, _, more := strings.Cut(text, ". "); more {
		return first + "."
	}
	return text
}

// kind shows one kind.
func (t *terminal) kind(name string) error {
	if k := line.Lookup(name); k != nil {
		return t.lineKind(k)
	}
	if k := physics.LibraryKind(name); k != nil {
		return t.component(k)
	}
	known, err := kindNames()
	if err != nil {
		return err
	}
	return fmt.Errorf("there is no kind %q (%s)", name, source.DidYouMean(name, known, "known: "+strings.Join(known, " ")))
}

func (t *terminal) lineKind(k *line.Kind) error {
	fmt.Fprintf(t.out, "%s: %s\n\n  %s\n\nSettings\n", k.Name, k.About, k.Example)
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	settings(w, "  ", k.Settings)
	w.Flush()
	if len(k.Signals) > 0 {
		fmt.Fprintln(t.out, "\nSignals")
	}
	for _, s := range k.Signals {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", s.Name, unit.SI(s.Dim).Text, s.About)
	}
	w.Flush()
	if len(k.Commands) > 0 {
		fmt.Fprintln(t.out, "\nCommands")
	}
	for _, c := range k.Commands {
		fmt.Fprintf(w, "  %s\t%s\n", c.Name, c.About)
	}
	return w.Flush()
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

func (t *terminal) component(k *physics.Kind) error {
	fmt.Fprintf(t.out, "%s: %s\nSource: %s\n", k.Name, k.About, k.Source)
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, g := range []struct {
		title string
		list  []physics.Variable
	}{{"Parameters", k.Parameters}, {"Inputs", k.Inputs}, {"States", k.States}, {"Outputs", k.Outputs}} {
		title := "\n" + g.title + "\n"
		for _, v := range gathered(g.list) {
			if v.Hidden || v.Component() {
				continue
			}
			fmt.Fprint(t.out, title)
			title = ""
			start := ""
			if v.Start != nil {
				start = v.Start.String()
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", v.Name, unitOf(&v), start, v.About)
		}
		w.Flush()
	}
	if len(k.Ports) > 0 {
		fmt.Fprintf(t.out, "\nPorts\n  %s\n", portsOf(k))
	}
	if len(k.Components) > 0 {
		fmt.Fprintf(t.out, "\nComponents\n  %s\n", componentsOf(k))
	}
	fmt.Fprintln(t.out, "\nEquations")
	for _, e := range k.Equations {
		if !e.Part {
			fmt.Fprintf(t.out, "  %s\n", e.Text)
		}
	}
	return t.conditions(k)
}

// conditions shows rules and assertions.
func (t *terminal) conditions(k *physics.Kind) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	title := "\nRules\n"
	for _, r := range k.Rules {
		if r.Hidden || r.Part {
			continue
		}
		var set []string
		for _, a := range r.Set {
			set = append(set, k.States[a.State].Name+": "+a.Text)
		}
		fmt.Fprintf(w, "%s  %s\twhen %s\tset %s\n", title, r.Name, r.Text, strings.Join(set, ", "))
		title = ""
	}
	w.Flush()
	title = "\nAssertions\n"
	for _, a := range k.Assertions {
		if a.Part {
			continue
		}
		fmt.Fprintf(w, "%s  %s\t%s\telse: %s\n", title, a.Name, a.Text, a.Message)
		title = ""
	}
	return w.Flush()
}

// portsOf lists the ports with their domains.
func portsOf(k *physics.Kind) string {
	var out []string
	for i := range k.Ports {
		out = append(out, k.Ports[i].Name+" ("+k.Ports[i].Domain.Name+")")
	}
	return strings.Join(out, ", ")
}

// unitOf is the unit of a variable, or its type where it has none.
func unitOf(v *physics.Variable) string {
	if v.Type != physics.Real {
		return v.Type.String()
	}
	return v.Unit.Text
}

// componentsOf lists the components with their kinds.
func componentsOf(k *physics.Kind) string {
	var out []string
	for _, c := range k.Components {
		of := c.Name
		if c.Over != "" {
			of += " for " + c.Over
		}
		out = append(out, of+" ("+c.Kind.Name+")")
	}
	return strings.Join(out, ", ")
}

// gathered writes the elements of a vector as one: T.1 to T.100.
func gathered(list []physics.Variable) []physics.Variable {
	var out []physics.Variable
	for i := range list {
		name, index, element := strings.Cut(list[i].Name, ".")
		if n := len(out); element && n > 0 && index != "1" && strings.Trim(index, "0123456789") == "" && strings.HasPrefix(out[n-1].Name, name+".1") {
			out[n-1].Name = name + ".1 to " + list[i].Name
			continue
		}
		out = append(out, list[i])
	}
	return out
}
