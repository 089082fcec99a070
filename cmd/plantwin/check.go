package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/experiment"
)

func newCheck(t *terminal) *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Report every fault of a scenario with its place",
		Args:  one("file"),
		RunE:  func(c *cobra.Command, args []string) error { return check(c, t, &o, args[0]) },
	}
	o.flags(c, false)
	return c
}

// fault is one fault as --json prints it.
type fault struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Length int    `json:"length,omitempty"`
	Text   string `json:"message"`
	Hint   string `json:"hint,omitempty"`
}

func check(c *cobra.Command, t *terminal, o *options, path string) error {
	sc, err := o.load(c, path)
	if err != nil {
		return o.refuse(t, err)
	}
	p, err := experiment.Prepare(sc)
	if err != nil {
		return o.refuse(t, err)
	}
	if o.json {
		return t.json([]fault{})
	}
	m := p.Models[0]
	fmt.Fprintf(t.out, "%s: no faults. %s, %s, %s.\n", path, count(len(sc.Assets), "asset"), count(len(p.Models), "variant"), count(len(m.Numbers()), "number"))
	for _, i := range m.Islands() {
		fmt.Fprintf(t.out, "  equations of %s\n", shortened(i))
	}
	for _, r := range m.Remarks() {
		fmt.Fprintf(t.out, "  %s: %s: %s (%s)\n", r.Pos, r.Path, r.Value, r.Origin)
	}
	for _, j := range m.Joins(largeIsland) {
		fmt.Fprintf(t.out, "  %d components are solved together because %s is read in %s: sampled(%s, 10 s) would leave %d at most\n",
			j.Of, j.Reading, count(j.Readers, "place"), j.Reading, j.Left)
	}
	return nil
}

// largeIsland is the number of components in one island from which check says what holds it together.
const largeIsland = 20

// shortened lists names, of many the first and the number.
func shortened(names []string) string {
	const most = 60
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// count writes a number of things.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// refuse gives the faults of a scenario back as an error; with --json they are
// printed as a list and the error only counts them.
func (o *options) refuse(t *terminal, err error) error {
	if !o.json {
		return err
	}
	var list []fault
	for _, f := range faultsOf(err) {
		x := fault{Line: f.Pos.Line, Column: f.Pos.Col, Text: f.Msg, Hint: f.Hint}
		if f.Pos.File != nil {
			x.File, x.Length = f.Pos.File.Name, f.Len
		}
		list = append(list, x)
	}
	if e := t.json(list); e != nil {
		return e
	}
	return fmt.Errorf("%s", count(len(list), "fault"))
}
