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
	var mode runMode
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Fit, simulate every variant, write the result folder and the report",
		Args:  one("file"),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c, t, &o, args[0], &mode)
		},
	}
	mode.verb = "run"
	o.flags(c, true)
	mode.flags(c)
	c.Flags().BoolVar(&mode.events, "events", false, "write the table events: what happened to each part in the first replication, as process mining reads it")
	return c
}

// runMode is what the verbs run and experiment differ in.
type runMode struct {
	verb    string
	keep    bool // values of the file, no calibration
	events  bool
	resume  bool
	explore bool
	titles  []string // of experiments; all if empty
}

// flags are those that the verbs share beside options.
func (m *runMode) flags(c *cobra.Command) {
	c.Flags().BoolVar(&m.keep, "no-calibrate", false, "leave the calibrate section out and use the values of the file")
	c.Flags().BoolVar(&m.resume, "resume", false, "go on with an interrupted run: its finished replications are not run again")
}

// options are the flags that change results.
func (m *runMode) options(o *options) []string {
	out := o.changes()
	if m.explore {
		out = append(out, "experiments")
		for _, t := range m.titles {
			out = append(out, "experiment="+t)
		}
	}
	return out
}

func run(c *cobra.Command, t *terminal, o *options, path string, mode *runMode) error {
	started := time.Now()
	ctx := c.Context()
	sc, err := o.load(c, path)
	if err != nil {
		return err
	}
	dir := o.folder(path)
	if mode.explore && o.out == "" {
		dir += "-experiments"
	}
	if err := free(dir); err != nil {
		return err
	}
	fits := &calibrate.Fits{}
	fitted := sc
	if !mode.keep {
		if fitted, fits, err = fit(c, t, o, sc); err != nil {
			return err
		}
	}
	p, err := experiment.Prepare(fitted)
	if err != nil {
		return err
	}
	opt := experiment.Options{Only: o.variants, Events: mode.events}
	if mode.explore {
		if opt.Explore, err = explorations(p, mode.titles); err != nil {
			return err
		}
		if len(opt.Only) == 0 {
			opt.Only = []string{p.Study.Variants[0].Title}
		}
		t.announce(opt.Explore)
	}
	pool := &experiment.Local{Sim: p, Workers: o.workers}
	prov := provenance(path, mode, o, sc, fits)
	kept, err := experiment.Keep(pool, experiment.KeptName(dir), experiment.RunID(prov), mode.resume)
	if err != nil {
		return err
	}
	if mode.resume {
		fmt.Fprintf(t.errs, "%s of the interrupted run are taken over\n", count(kept.Len(), "replication"))
	}
	bar := newBar(t)
	opt.Progress = bar.runs
	res, err := experiment.Run(ctx, p.Study, kept, opt)
	bar.done()
	if err != nil {
		n := kept.Len()
		kept.Close(ctx.Err() == nil || n == 0)
		if ctx.Err() != nil && n > 0 {
			return &interrupted{n}
		}
		return err
	}
	res.Estimates, res.Evidence, res.Manifest.Fits = fits.Estimates, fits.Evidence, fits.Notes
	prov.Wall = wall(started, pool.Size(), "plantwin "+mode.verb+" "+filepath.ToSlash(path))
	if err := store(dir, prov, p, res); err != nil {
		kept.Close(false)
		return err
	}
	if err := kept.Close(true); err != nil {
		return err
	}
	if o.json {
		err = t.json(summaryOf(res, dir))
	} else {
		err = t.table(res, dir, unexplored(sc, mode, path))
	}
	if err == nil && len(res.Failures) > 0 {
		return &failedRuns{res.Failures}
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

// provenance is what the results follow from.
func provenance(path string, mode *runMode, o *options, sc *scenarios.Scenario, fits *calibrate.Fits) experiment.Provenance {
	out := experiment.Provenance{Version: plant.Version, Inputs: experiment.Inputs(sc), Options: mode.options(o)}
	if len(fits.Overlay) > 0 {
		out.Inputs = append(out.Inputs, experiment.Input{Role: "estimates", Name: "estimates.yaml", Data: calibrate.Overlay(sc, fits, o.changes())})
	}
	return out
}

func wall(started time.Time, workers int, command string) experiment.Wall {
	host, _ := os.Hostname()
	return experiment.Wall{Started: started.UTC().Truncate(time.Second), Seconds: time.Since(started).Seconds(), Host: host, Workers: workers, Command: command}
}

// store writes the result folder with the report in it.
func store(dir string, prov experiment.Provenance, p *experiment.Plant, res *experiment.Result) error {
	res.Manifest.Certify(prov)
	return experiment.Write(dir, res, prov.Inputs, func(stage string) error {
		if err := writeBest(stage, res); err != nil {
			return err
		}
		return report.WriteFile(stage, res, sheetOf(p, res))
	})
}

// writeBest writes the setting that each experiment advises as an overlay, to be used with --with.
func writeBest(dir string, res *experiment.Result) error {
	for i, x := range res.Manifest.Experiments {
		if x.Best == nil {
			continue
		}
		text := fmt.Sprintf("# %s: %s\n# With variant %s.\n%s\n", x.Title, x.Sentence, x.Best.Variant, strings.Join(x.Best.Overlay, "\n"))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("best-%d.yaml", i+1)), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
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
	sheet := report.NewSheet(reference, find(res.Manifest.Decision.Winner))
	for i := range res.Manifest.Experiments {
		x := &res.Manifest.Experiments[i]
		if !x.Moves() {
			continue
		}
		if m, err := p.Best(x); err == nil && m != nil {
			sheet.Draw(x.Title, m)
		}
	}
	return sheet
}

// summary is what --json prints.
type summary struct {
	Run      string                  `json:"run"`
	Decision experiment.Decision     `json:"decision"`
	KPIs     []experiment.KPI        `json:"kpis"`
	Compare  []experiment.Comparison `json:"compare"`
	Fits     []experiment.Parameter  `json:"estimates"`
	Failures []experiment.Failure    `json:"failures"`
	Explored []experiment.Explored   `json:"experiments,omitempty"`
	Folder   string                  `json:"folder"`
	Report   string                  `json:"report"`
}

func summaryOf(res *experiment.Result, dir string) summary {
	return summary{res.Manifest.Run, res.Manifest.Decision, res.KPIs, res.Compare, res.Estimates, res.Failures, res.Manifest.Experiments, dir, filepath.Join(dir, report.FileName)}
}

// unexplored says which experiments a run leaves alone.
func unexplored(sc *scenarios.Scenario, mode *runMode, path string) string {
	if mode.explore || len(sc.Experiments) == 0 {
		return ""
	}
	return fmt.Sprintf("\nNot run: %s (plantwin experiment %s)\n", count(len(sc.Experiments), "experiment"), path)
}

// table prints key figures, decision and the place of the report; more is said at the end.
func (t *terminal) table(res *experiment.Result, dir, more string) error {
	var b strings.Builder
	writeFits(&b, res)
	writeKPIs(&b, res)
	if !res.Manifest.Precise {
		fmt.Fprintf(&b, "\nThe precision asked for was not reached with %d replications (run.replications.max).\n", res.Manifest.Replications)
	}
	fmt.Fprintf(&b, "\n%s\n", res.Manifest.Decision.Sentence)
	if text := res.Manifest.Unsettled(); text != "" {
		fmt.Fprintf(&b, "note: %s\n", text)
	}
	writeExperiments(&b, res)
	b.WriteString(more)
	fmt.Fprintf(&b, "\nReport: %s\n", filepath.Join(dir, report.FileName))
	_, err := fmt.Fprint(t.out, b.String())
	return err
}
