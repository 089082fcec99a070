package experiment

import "github.com/plantwin/plantwin/internal/table"

var kpiColumns = []column[KPI]{
	text("variant", func(r *KPI) *string { return &r.Variant }),
	text("measure", func(r *KPI) *string { return &r.Measure }),
	text("unit", func(r *KPI) *string { return &r.Unit }),
	num("mean", func(r *KPI) *float64 { return &r.Mean }),
	num("half_width", func(r *KPI) *float64 { return &r.HalfWidth }),
	num("sd", func(r *KPI) *float64 { return &r.SD }),
	whole("replications", func(r *KPI) *int { return &r.Replications }),
}

var runColumns = []column[RunValue]{
	text("variant", func(r *RunValue) *string { return &r.Variant }),
	whole("replication", func(r *RunValue) *int { return &r.Replication }),
	text("measure", func(r *RunValue) *string { return &r.Measure }),
	text("unit", func(r *RunValue) *string { return &r.Unit }),
	num("value", func(r *RunValue) *float64 { return &r.Value }),
}

var compareColumns = []column[Comparison]{
	text("variant", func(r *Comparison) *string { return &r.Variant }),
	text("against", func(r *Comparison) *string { return &r.Against }),
	text("measure", func(r *Comparison) *string { return &r.Measure }),
	text("unit", func(r *Comparison) *string { return &r.Unit }),
	num("difference", func(r *Comparison) *float64 { return &r.Difference }),
	num("half_width", func(r *Comparison) *float64 { return &r.HalfWidth }),
}

var stateColumns = []column[StateShare]{
	text("variant", func(r *StateShare) *string { return &r.Variant }),
	text("asset", func(r *StateShare) *string { return &r.Asset }),
	text("state", func(r *StateShare) *string { return &r.State }),
	num("share", func(r *StateShare) *float64 { return &r.Share }),
	num("half_width", func(r *StateShare) *float64 { return &r.HalfWidth }),
}

var seriesColumns = []column[SeriesPoint]{
	text("variant", func(r *SeriesPoint) *string { return &r.Variant }),
	whole("replication", func(r *SeriesPoint) *int { return &r.Replication }),
	text("signal", func(r *SeriesPoint) *string { return &r.Signal }),
	text("unit", func(r *SeriesPoint) *string { return &r.Unit }),
	num("t_s", func(r *SeriesPoint) *float64 { return &r.T }),
	num("mean", func(r *SeriesPoint) *float64 { return &r.Mean }),
	num("min", func(r *SeriesPoint) *float64 { return &r.Min }),
	num("max", func(r *SeriesPoint) *float64 { return &r.Max }),
}

var parameterColumns = []column[Parameter]{
	text("fit", func(r *Parameter) *string { return &r.Fit }),
	text("trial", func(r *Parameter) *string { return &r.Trial }),
	text("parameter", func(r *Parameter) *string { return &r.Name }),
	text("unit", func(r *Parameter) *string { return &r.Unit }),
	num("value", func(r *Parameter) *float64 { return &r.Value }),
	num("low", func(r *Parameter) *float64 { return &r.Low }),
	num("high", func(r *Parameter) *float64 { return &r.High }),
	text("bound", func(r *Parameter) *string { return &r.Bound }),
}

var failureColumns = []column[Failure]{
	text("variant", func(r *Failure) *string { return &r.Variant }),
	whole("replication", func(r *Failure) *int { return &r.Replication }),
	seed("seed", func(r *Failure) *uint64 { return &r.Seed }),
	num("t_s", func(r *Failure) *float64 { return &r.T }),
	text("asset", func(r *Failure) *string { return &r.Asset }),
	text("message", func(r *Failure) *string { return &r.Message }),
}

var pointColumns = []column[FitPoint]{
	text("fit", func(r *FitPoint) *string { return &r.Fit }),
	text("trial", func(r *FitPoint) *string { return &r.Trial }),
	text("role", func(r *FitPoint) *string { return &r.Role }),
	text("signal", func(r *FitPoint) *string { return &r.Signal }),
	text("unit", func(r *FitPoint) *string { return &r.Unit }),
	num("t_s", func(r *FitPoint) *float64 { return &r.T }),
	num("recorded", func(r *FitPoint) *float64 { return &r.Recorded }),
	num("model", func(r *FitPoint) *float64 { return &r.Model }),
	num("sd", func(r *FitPoint) *float64 { return &r.SD }),
}

var sampleColumns = []column[FitSample]{
	text("fit", func(r *FitSample) *string { return &r.Fit }),
	text("parameter", func(r *FitSample) *string { return &r.Parameter }),
	text("unit", func(r *FitSample) *string { return &r.Unit }),
	num("value", func(r *FitSample) *float64 { return &r.Value }),
	flag("censored", func(r *FitSample) *bool { return &r.Censored }),
}

var curveColumns = []column[CurvePoint]{
	text("fit", func(r *CurvePoint) *string { return &r.Fit }),
	text("parameter", func(r *CurvePoint) *string { return &r.Parameter }),
	text("family", func(r *CurvePoint) *string { return &r.Family }),
	whole("rank", func(r *CurvePoint) *int { return &r.Rank }),
	num("aic", func(r *CurvePoint) *float64 { return &r.AIC }),
	num("x", func(r *CurvePoint) *float64 { return &r.X }),
	num("p", func(r *CurvePoint) *float64 { return &r.P }),
}

// Tables gives the result as tables, in a fixed order. The first seven are always there, the others where they have rows.
func (r *Result) Tables() []*table.Table {
	t := []*table.Table{
		encode("kpis", kpiColumns, r.KPIs),
		encode("runs", runColumns, r.Runs),
		encode("compare", compareColumns, r.Compare),
		encode("states", stateColumns, r.States),
		encode("series", seriesColumns, r.Series),
		encode("estimates", parameterColumns, r.Estimates),
		encode("failures", failureColumns, r.Failures),
	}
	t = optional(t, "periods", periodColumns, r.Periods)
	t = optional(t, "bottlenecks", bottleneckColumns, r.Bottlenecks)
	t = optional(t, "costs", costColumns, r.Costs)
	t = optional(t, "trips", tripColumns, r.Trips)
	t = optional(t, "replay", momentColumns, r.Replay)
	t = optional(t, "fingerprints", printColumns, r.Prints)
	t = optional(t, "selection", selectionColumns, r.Selection)
	t = optional(t, "designs", designColumns, r.Designs)
	t = optional(t, "sweep", sweepColumns, r.Sweep)
	t = optional(t, "sweep_runs", sweepRunColumns, r.SweepRuns)
	t = optional(t, "effects", effectColumns, r.Effects)
	t = optional(t, "search", searchColumns, r.Search)
	t = optional(t, "events", eventColumns, r.Events)
	t = optional(t, "fit_series", pointColumns, r.Evidence.Points)
	if len(r.Evidence.Samples) > 0 {
		t = append(t, encode("fit_samples", sampleColumns, r.Evidence.Samples),
			encode("fit_curves", curveColumns, r.Evidence.Curves))
	}
	return t
}

// optional adds a table that has rows.
func optional[R any](to []*table.Table, name string, columns []column[R], rows []R) []*table.Table {
	if len(rows) == 0 {
		return to
	}
	return append(to, encode(name, columns, rows))
}

// load fills one table's rows from the bytes of its CSV file.
func load[R any](to *[]R, name string, columns []column[R], data []byte) error {
	t, err := table.ReadCSV(name, data)
	if err != nil {
		return err
	}
	*to, err = decode(t, columns)
	return err
}

// set fills in the rows of the table with that name.
func (r *Result) set(name string, data []byte) error {
	file := name + ".csv"
	switch name {
	case "kpis":
		return load(&r.KPIs, file, kpiColumns, data)
	case "runs":
		return load(&r.Runs, file, runColumns, data)
	case "compare":
		return load(&r.Compare, file, compareColumns, data)
	case "states":
		return load(&r.States, file, stateColumns, data)
	case "series":
		return load(&r.Series, file, seriesColumns, data)
	case "estimates":
		return load(&r.Estimates, file, parameterColumns, data)
	case "failures":
		return load(&r.Failures, file, failureColumns, data)
	case "fingerprints":
		return load(&r.Prints, file, printColumns, data)
	case "selection":
		return load(&r.Selection, file, selectionColumns, data)
	case "designs":
		return load(&r.Designs, file, designColumns, data)
	case "sweep":
		return load(&r.Sweep, file, sweepColumns, data)
	case "sweep_runs":
		return load(&r.SweepRuns, file, sweepRunColumns, data)
	case "effects":
		return load(&r.Effects, file, effectColumns, data)
	case "search":
		return load(&r.Search, file, searchColumns, data)
	case "periods":
		return load(&r.Periods, file, periodColumns, data)
	case "bottlenecks":
		return load(&r.Bottlenecks, file, bottleneckColumns, data)
	case "costs":
		return load(&r.Costs, file, costColumns, data)
	case "trips":
		return load(&r.Trips, file, tripColumns, data)
	case "replay":
		return load(&r.Replay, file, momentColumns, data)
	case "events":
		return load(&r.Events, file, eventColumns, data)
	case "fit_series":
		return load(&r.Evidence.Points, file, pointColumns, data)
	case "fit_samples":
		return load(&r.Evidence.Samples, file, sampleColumns, data)
	}
	return load(&r.Evidence.Curves, file, curveColumns, data)
}

// tableNames are those of the tables of a folder; the first seven must be there.
var tableNames = [...]string{"kpis", "runs", "compare", "states", "series", "estimates", "failures",
	"periods", "bottlenecks", "costs", "trips", "replay", "fingerprints", "selection", "designs", "sweep", "sweep_runs", "effects", "search", "events",
	"fit_series", "fit_samples", "fit_curves"}

const tablesRequired = 7
