package scenarios

import "github.com/plantwin/plantwin/internal/source"

// The forms of all sections, as NOTATION.md section 3 has them. Settings of assets are free here: the kinds know them.

// Short hands for the table below.
var (
	one     = &form{scalar: true}
	oneList = &form{scalar: true, items: one}
	list    = &form{items: one}
	lists   = &form{items: list}
	draws   = &form{scalar: true, free: anyForm, names: aKey, what: "a quantity, or a distribution such as {dist: exponential, mean: 40 s}"}
	sets    = &form{free: one, names: aPath, what: "{path: value}"}
	limits  = &form{fixed: []field{{"min", one, false}, {"max", one, false}}, what: "{min: ..., max: ...}"}
	between = &form{scalar: true, oneOf: []string{"linear", "step", "cubic"}}
)

func words(w ...string) *form          { return &form{scalar: true, oneOf: w} }
func named(n naming, each *form) *form { return &form{free: each, names: n} }

// root is the form of a file. It is set in init, as the checks of names refer to it.
var root = &form{}

func init() {
	root.fixed = []field{
		{"plantwin", &form{scalar: true, extra: checkVersion}, true}, {"name", one, true}, {"about", one, false},
		{"use", &form{items: one, what: "a list of overlays: [fit.yaml]"}, false},
		{"parameters", &form{free: one, names: aName, what: "a quantity or an expression behind each name"}, false},
		{"signals", named(aName, one), false},
		{"tables", named(aName, tableForm), false},
		{"kinds", named(aKind, kindSection), false},
		{"connect", connectForm, false},
		{"layout", layoutForm, false},
		{"products", named(aName, productForm), false},
		{"costs", costsForm, false},
		{"assets", &form{free: assetForm, names: aName, what: "a mapping: press: {kind: machine, ...}"}, true},
		{"rules", named(aName, ruleForm), false},
		{"sensors", named(aName, sensorForm), false},
		{"alarms", named(aName, alarmForm), false},
		{"run", runForm, true},
		{"measure", named(aName, measureForm), false},
		{"variants", &form{free: variantForm, names: aTitle, what: "a mapping: title: {path: value}"}, false},
		{"experiments", named(aTitle, experimentForm), false},
		{"calibrate", named(aTitle, fitForm), false},
		{"twin", twinForm, false},
	}
}

// checkVersion refuses a file of another notation.
func checkVersion(n *source.Node, fs *source.Faults) {
	if n.Text != "1" {
		fs.At(n, "write plantwin: 1", "version %q of the notation is not known", clip(n.Text))
	}
}

var connectForm = &form{
	items: &form{items: one, free: anyForm, names: anything, what: "a list of ports, or {for: i = 1..9, node: [...]}"},
	what:  "a list of nodes: [[pump.outlet, valve.inlet]]",
}

var tableAxis = &form{scalar: true, fixed: []field{{"column", one, true}, {"unit", one, false}}, what: "a unit, or {column: ..., unit: ...}"}

var tableForm = &form{fixed: []field{
	{"x", tableAxis, true}, {"y", tableAxis, true}, {"z", tableAxis, false}, {"points", lists, false}, {"file", one, false},
	{"between", between, false}, {"outside", words("stop", "hold", "repeat"), false}, {"about", one, false},
}, extra: either("points", "file")}

var variable = &form{fixed: []field{
	{"unit", one, false}, {"size", one, false}, {"min", one, false}, {"max", one, false}, {"start", one, false}, {"nominal", one, false},
	{"difference", words("true", "false"), false}, {"about", one, false}, {"table", list, false}, {"type", words("real", "boolean", "integer"), false},
}}

var componentForm = &form{free: anyForm, names: aKey, what: "a mapping: {kind: thermal-mass, C: C}"}

var kindSection = &form{fixed: []field{
	{"about", one, false}, {"source", one, false}, {"runs", one, false},
	{"parameters", named(aGrouped, variable), false}, {"inputs", named(aName, variable), false}, {"outputs", named(aName, variable), false},
	{"states", named(aName, variable), false}, {"ports", named(aName, one), false}, {"equations", list, false},
	{"components", named(aName, componentForm), false}, {"connect", connectForm, false}, {"initial", list, false},
	{"rules", named(aName, &form{fixed: []field{{"when", one, true}, {"set", sets, true}, {"about", one, false}}}), false},
	{"assertions", named(aName, &form{fixed: []field{{"that", one, true}, {"message", one, true}}}), false},
	{"check", nil, false},
}}

var layoutForm = &form{fixed: []field{
	{"floor", &form{items: one, what: "floor: [30 m, 14 m]"}, false}, {"zones", named(aName, lists), false}, {"blocked", list, false}, {"clearance", one, false},
}}

var costsForm = &form{fixed: []field{{"energy", one, false}, {"carbon", one, false}, {"interest", one, false},
	{"utilities", named(aName, &form{fixed: []field{{"of", one, true}, {"for", one, false}, {"price", one, false}, {"carbon", one, false}}}), false}}}

var productForm = &form{fixed: []field{{"route", &form{
	fixed: []field{{"file", one, true}, {"case", one, true}, {"at", one, true}, {"name", one, false}, {"start", one, false}},
	items: &form{fixed: []field{{"name", one, false}, {"at", oneList, true}, {"cycle", nil, false}, {"setup", nil, false}, {"needs", nil, false}}},
	what:  "a list of steps, or {file: ..., case: ..., at: ...}",
}, false}, {"due", draws, false}, {"value", one, false}}}

var assetForm = &form{free: anyForm, names: aKey, extra: checkAsset, what: "a mapping: {kind: machine, ...}"}

var ruleForm = &form{fixed: []field{
	{"when", one, false}, {"every", draws, false}, {"for", one, false}, {"do", oneList, false}, {"set", sets, false},
	{"because", one, false}, {"enabled", words("true", "false"), false},
}, extra: func(n *source.Node, fs *source.Faults) {
	for _, v := range n.Items {
		if v.Bad { // what it should have been cannot be told
			return
		}
	}
	either("when", "every")(n, fs)
	if n.Get("do") == nil && n.Get("set") == nil {
		fs.At(n, "say what happens, such as do: press.stop", `neither "do" nor "set"`)
	}
}}

var sensorForm = &form{fixed: []field{
	{"of", one, true}, {"unit", one, false}, {"noise", one, false}, {"every", draws, false}, {"delay", draws, false}, {"range", limits, false},
	{"quality", &form{fixed: []field{{"rate", one, false}, {"stuck", one, false}, {"stale", one, false}}}, false},
	{"between", between, false}, {"topic", one, false},
}}

var alarmForm = &form{fixed: []field{
	{"when", one, true}, {"for", one, false}, {"clear", one, false}, {"level", words("info", "warning", "critical"), false}, {"because", one, false},
}}

var runForm = &form{fixed: []field{
	{"for", one, true}, {"until", one, false}, {"start", one, false}, {"zone", one, false}, {"warmup", one, false}, {"seed", one, false},
	{"periods", oneList, false},
	{"replications", &form{scalar: true, what: "a whole number, or {min: 10, max: 100, precision: {throughput: 1 %}}", fixed: []field{
		{"min", one, false}, {"max", one, false}, {"precision", named(aKey, one), false}, {"confidence", one, false}}}, false},
	{"solver", &form{fixed: []field{{"rtol", one, false}, {"method", one, false}}}, false},
}}

var measureForm = &form{scalar: true, fixed: []field{
	{"value", one, true}, {"unit", one, false}, {"better", words("higher", "lower"), false}, {"limit", limits, false},
	{"recorded", &form{scalar: true, fixed: []field{{"file", one, true}, {"column", one, true}, {"of", one, false}, {"unit", one, false}}}, false},
}, what: "an expression, or {value: ..., unit: ..., better: higher}"}

// variantForm leaves the paths alone: they are checked where they are applied.
var variantForm = &form{free: anyForm, names: anything, extra: checkVariant, what: "{path: value}, or {} for no change"}

var experimentForm = &form{fixed: []field{
	{"over", named(aPath, &form{fixed: []field{{"min", one, false}, {"max", one, false}, {"inside", one, false}, {"step", one, false},
		{"scale", words("log", "linear"), false}}, items: anyForm, what: "a range {min: ..., max: ...} or a list of options"}), true},
	{"runs", one, false}, {"replications", &form{scalar: true, fixed: []field{{"min", one, false}, {"max", one, false}},
		what: "a whole number, or {min: 5, max: 200} for a search"}, false},
	{"design", words("grid", "lhs", "sobol", "sensitivity"), false}, {"maximize", one, false}, {"minimize", one, false},
	{"subject", &form{items: one, what: "a list: [walk < 40 km]"}, false}, {"indifference", one, false}, {"variant", one, false}, {"about", one, false},
}, extra: checkExperiment}

// checkExperiment asks for one way to choose settings.
func checkExperiment(n *source.Node, fs *source.Faults) {
	ways := 0
	for _, key := range []string{"design", "maximize", "minimize"} {
		if k := n.Key(key); k != nil {
			if ways++; ways == 2 {
				fs.At(k, "leave one of them out", "an experiment has one of design, maximize and minimize")
			}
		}
	}
	if ways == 0 {
		fs.At(n, "write design: grid (or lhs, sobol, sensitivity), or maximize or minimize a measure", "the experiment has no design")
	}
	for _, key := range []string{"indifference", "subject"} {
		if k := n.Key(key); k != nil && n.Get("design") != nil {
			fs.At(k, "leave it out, or maximize or minimize a measure", "%q belongs to a search", key)
		}
	}
}

var fitPart = []field{
	{"data", oneList, false}, {"every", one, false},
	{"where", &form{free: &form{scalar: true, items: one, fixed: []field{{"min", one, false}, {"max", one, false}}, what: "{min: ..., max: ...}, a word or a list of words"},
		names: anything, what: "{column: {min: ..., max: ...}}"}, false},
	{"time", &form{scalar: true, fixed: []field{{"column", one, true}, {"unit", one, false}}}, false},
	{"inputs", named(aPath, &form{fixed: []field{{"column", one, true}, {"times", one, false}, {"unit", one, false}, {"between", between, false}}}), false},
	{"compare", named(aPath, one), false}, {"loss", words("squares", "huber", "soft_l1", "cauchy"), false},
	{"set", named(aPath, anyForm), false}, {"from", one, false}, {"to", one, false},
	{"fit", named(aPath, &form{items: one, fixed: []field{{"min", one, false}, {"max", one, false}, {"start", one, false},
		{"scale", words("log", "linear", "logit"), false}, {"prior", &form{fixed: []field{{"mean", one, true}, {"sd", one, true}}}, false}},
		what: "{min: ..., max: ...}, or a list of families for a distribution"}), false},
}

var fitForm = &form{fixed: append(append([]field(nil), fitPart...), []field{
	{"trials", named(aTitle, &form{fixed: append(append([]field(nil), fitPart...), field{"role", words("fit", "validate"), false})}), false},
	{"events", one, false}, {"begin", words("start", "ready"), false}, {"calendar", anyForm, false},
	{"folds", &form{fixed: []field{{"count", one, true}, {"block", one, true}}}, false},
	{"starts", one, false}, {"profile", oneList, false},
	{"match", oneList, false}, {"replications", one, false},
	{"among", named(aTitle, &form{fixed: []field{{"use", one, false}, {"set", sets, false}}, what: "{use: a fit to an event log, set: {path: value}}"}), false},
	{"factors", named(aTitle, &form{fixed: []field{{"use", one, false}, {"set", sets, false}}, what: "{use: a fit to an event log, set: {path: value}}"}), false},
	{"columns", &form{fixed: []field{{"time", one, false}, {"asset", one, true}, {"event", one, false}, {"activity", one, false}, {"case", one, false},
		{"scheduled", one, false}, {"start", one, false}, {"complete", one, false}, {"state", one, false}}}, false},
	{"names", named(aKey, oneList), false}, {"assets", named(aPath, oneList), false}, {"about", one, false},
}...), extra: checkFit}

// checkFit asks for data, in one of the two ways.
func checkFit(n *source.Node, fs *source.Faults) {
	series := n.Get("data") != nil || n.Get("trials") != nil
	switch {
	case series && n.Get("events") != nil:
		fs.At(n.Key("events"), "make two fits of it", "a fit takes either recorded series or an event log")
	case n.Get("match") != nil:
		if series || n.Get("events") != nil {
			fs.At(n.Key("match"), "make two fits of it", "line totals are matched in a fit of their own")
		}
	case !series && n.Get("events") == nil:
		fs.At(n, "name the recorded file: data: file.csv, or events: log.csv", "the fit has no data")
	}
}

var twinForm = &form{fixed: []field{
	{"level", words("unit", "product", "system", "aggregate"), false}, {"mqtt", one, false},
	{"estimate", &form{fixed: []field{{"states", list, false}, {"drift", named(aPath, one), false}}}, false},
	{"forecast", &form{fixed: []field{{"every", one, false}, {"ahead", one, false}, {"variants", list, false}}}, false},
	{"notify", named(aName, &form{fixed: []field{{"url", one, true}, {"levels", list, false}, {"alarms", list, false}, {"retry", nil, false},
		{"acknowledge", one, false}, {"form", one, false}}}), false},
}}

// either makes a check that exactly one of two keys is there.
func either(a, b string) func(*source.Node, *source.Faults) {
	return func(n *source.Node, fs *source.Faults) {
		switch {
		case n.Get(a) != nil && n.Get(b) != nil:
			fs.At(n.Key(b), "leave one of them out", "both %q and %q", a, b)
		case n.Get(a) == nil && n.Get(b) == nil:
			fs.At(n, "write one of them", "neither %q nor %q", a, b)
		}
	}
}
