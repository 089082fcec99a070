package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/report"
	"github.com/plantwin/plantwin/scenarios"
)

func newRun(t *terminal) *cobra.Command {
	var o options
	var keep, events bool
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Fit, simulate every variant, write the result folder and the report",
		Args:  one("file"),
		RunE:  func(c *cobra.Command, args []string) error { return run(c, t, &o, args[0], keep, events) },
	}
	o.flags(c, true)
	c.Flags().BoolVar(&events, "events", false, "write the table events: what happened to each part in the first replication, as process mining reads it")
	c.Flags().BoolVar(&keep, "no-calibrate", false, "leave the calibrate section out and use the values of the file")
	return c
}

func run(c *cobra.Command, t *terminal, o *options, path string, keep, events bool) error {
	started := time.Now()
	ctx := c.Context()
	sc, err := o.load(c, path)
	if err != nil {
		return err
	}
	if err := free(o.folder(path)); err != nil {
		return err
	}
	fits := &calibrate.Fits{}
	fitted := sc
	if !keep {
		if fitted, fits, err = fit(c, t, o, sc); err != nil {
			return err
		}
	}
	p, err := experiment.Prepare(fitted)
	if err != nil {
		return err
	}
	pool := &experiment.Local{Sim: p, Workers: o.workers}
	bar := newBar(t)
	res, err := experiment.Run(ctx, p.Study, pool, experiment.Options{Only: o.variants, Events: events, Progress: bar.runs})
	bar.done()
	if err != nil {
		return err
	}
	res.Estimates, res.Evidence, res.Manifest.Fits = fits.Estimates, fits.Evidence, fits.Notes
	dir := o.folder(path)
	if err := store(c, t, o, dir, path, sc, fits, p, res, pool.Size(), started); err != nil {
		return err
	}
	if o.json {
		err = t.json(summaryOf(res, dir))
	} else {
		err = t.table(res, dir)
	}
	if err == nil && len(res.Failures) > 0 {
		return &failedRuns{len(res.Failures)}
	}
	return err
}

// fit carries out the calibrate section and gives the scenario with its values.
func fit(c *cobra.Command, t *terminal, o *options, sc *scenarios.Scenario) (*scenarios.Scenario, *calibrate.Fits, error) {
	bar := newBar(t)
	defer bar.done()
	fits, err := calibrate.Study(c.Context(), sc, calibrate.StudyOptions{Workers: o.workers, Progress: bar.fit})
	if err != nil {
		return nil, fits, err
	}
	fitted, err := sc.Patch(fits.Overlay)
	return fitted, fits, err
}

// store writes the result folder with the report in it.
func store(c *cobra.Command, t *terminal, o *options, dir, path string, sc *scenarios.Scenario, fits *calibrate.Fits,
	p *experiment.Plant, res *experiment.Result, workers int, started time.Time) error {
	host, _ := os.Hostname()
	prov := experiment.Provenance{Version: plant.Version, Inputs: experiment.Inputs(sc), Options: o.changes(),
		Wall: experiment.Wall{Started: started.UTC().Truncate(time.Second), Seconds: time.Since(started).Seconds(), Host: host, Workers: workers,
			Command: "plantwin run " + filepath.ToSlash(path)}}
	if len(fits.Overlay) > 0 {
		prov.Inputs = append(prov.Inputs, experiment.Input{Role: "estimates", Name: "estimates.yaml", Data: calibrate.Overlay(sc, fits, o.changes())})
	}
	res.Manifest.Certify(prov)
	return experiment.Write(dir, res, prov.Inputs, func(stage string) error {
		return report.WriteFile(stage, res, sheetOf(p, res))
	})
}

// sheetOf takes layout, defaults and equations from the reference and the
// variant that won.
func sheetOf(p *experiment.Plant, res *experiment.Result) *report.Sheet {
	find := func(title string) *plant.Model {
		if i, ok := p.Study.Index(title); ok {
			return p.Models[i]
		}
		return nil
	}
	reference := p.Models[0]
	if len(res.Manifest.Variants) > 0 {
		reference = find(res.Manifest.Variants[0])
	}
	return report.NewSheet(reference, find(res.Manifest.Decision.Winner))
}

// summary is what --json prints.
type summary struct {
	Run      string                  `json:"run"`
	Decision experiment.Decision     `json:"decision"`
	KPIs     []experiment.KPI        `json:"kpis"`
	Compare  []experiment.Comparison `json:"compare"`
	Fits     []experiment.Parameter  `json:"estimates"`
	Failures []experiment.Failure    `json:"failures"`
	Folder   string                  `json:"folder"`
	Report   string                  `json:"report"`
}

func summaryOf(res *experiment.Result, dir string) summary {
	return summary{res.Manifest.Run, res.Manifest.Decision, res.KPIs, res.Compare, res.Estimates, res.Failures, dir, filepath.Join(dir, report.FileName)}
}

// table prints key figures, decision and the place of the report.
func (t *terminal) table(res *experiment.Result, dir string) error {
	var b strings.Builder
	writeFits(&b, res)
	writeKPIs(&b, res)
	if !res.Manifest.Precise {
		fmt.Fprintf(&b, "\nThe precision asked for was not reached with %d replications (run.replications.max).\n", res.Manifest.Replications)
	}
	fmt.Fprintf(&b, "\n%s\n\nReport: %s\n", res.Manifest.Decision.Sentence, filepath.Join(dir, report.FileName))
	_, err := fmt.Fprint(t.out, b.String())
	return err
}
