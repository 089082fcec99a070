package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
)

func newExperiment(t *terminal) *cobra.Command {
	var o options
	mode := runMode{verb: "experiment", explore: true}
	c := &cobra.Command{
		Use:   "experiment FILE",
		Short: "Carry out the experiments section: sweeps, sensitivities, searches",
		Long: "Carry out the experiments of a scenario beside its first variant and write result folder and report. " +
			"The size of each experiment is said before it begins.",
		Args: one("file"),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c, t, &o, args[0], &mode)
		},
	}
	o.flags(c, true)
	mode.flags(c)
	c.Flags().StringArrayVar(&mode.titles, "experiment", nil, "carry out only this experiment (may be repeated)")
	return c
}

// explorations picks the experiments that are asked for.
func explorations(p *experiment.Plant, titles []string) ([]*experiment.Exploration, error) {
	all, err := p.Explorations()
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the scenario has no experiments section (plantwin run carries out its variants)")
	}
	if len(titles) == 0 {
		return all, fixed(all)
	}
	var known []string
	var out []*experiment.Exploration
	for _, x := range all {
		known = append(known, x.Title)
	}
	for _, title := range titles {
		found := false
		for _, x := range all {
			if x.Title == title {
				out, found = append(out, x), true
			}
		}
		if !found {
			return nil, fmt.Errorf("--experiment: there is no experiment %q (%s)", title, source.DidYouMean(title, known, "there are "+strings.Join(known, ", ")))
		}
	}
	return out, fixed(out)
}

// fixed refuses experiments that vary what the command line sets.
func fixed(list []*experiment.Exploration) error {
	for _, x := range list {
		if x.Fixed != "" {
			return fmt.Errorf("--set fixes %s, which the experiment %q varies (leave one of them out)", x.Fixed, x.Title)
		}
	}
	return nil
}

// announce says how much work lies ahead.
func (t *terminal) announce(list []*experiment.Exploration) {
	for _, x := range list {
		settings, replications := x.Size()
		most := ""
		if x.Design == experiment.Search {
			most = "at most "
		}
		end := ""
		if x.Design == experiment.Search && replications > 1 {
			end = ", then the last stage"
		}
		fmt.Fprintf(t.errs, "experiment %q (%s): %s%s of %s: %s%d runs%s\n", x.Title, x.Design, most, count(settings, "setting"), count(replications, "replication"),
			most, settings*replications, end)
	}
}

// writeExperiments prints what experiments found.
func writeExperiments(b *strings.Builder, res *experiment.Result) {
	for _, x := range res.Manifest.Experiments {
		fmt.Fprintf(b, "\n%s: %s\n", x.Title, x.Sentence)
		for _, n := range x.Notes {
			fmt.Fprintf(b, "  note: %s\n", n)
		}
		writeEffects(b, res, x)
	}
}

// writeEffects prints the indices of the measure that decides, or of the first: a row a factor.
func writeEffects(b *strings.Builder, res *experiment.Result, x experiment.Explored) {
	measure := x.Measure
	for _, e := range res.Effects {
		if e.Experiment != x.Title {
			continue
		}
		if measure == "" {
			measure = e.Measure
		}
		word, ok := effectWords[e.Index]
		if e.Measure != measure || !ok {
			continue
		}
		interval := ""
		if e.High >= e.Low {
			interval = fmt.Sprintf(" (%s to %s)", experiment.Digits(e.Low, 2), experiment.Digits(e.High, 2))
		}
		fmt.Fprintf(b, "  %s of %s on %s: %s%s\n", word, e.Factor, experiment.Plain(measure), experiment.Digits(e.Value, 2), interval)
	}
}

// effectWords name the indices that are printed.
var effectWords = map[string]string{"first": "first-order index", "total": "total index", "mu_star": "elementary effect", "main": "share of variance"}
