package scenarios

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/plantwin/plantwin/internal/source"
)

// Load reads a scenario and every file that it names. Data files are looked up in o.Data, then beside the scenario; the
// overlays of o.With as their names say, then in the same folders. The error lists all faults of form at once
// (source.Error), or says why the scenario cannot be read. What could be read of a scenario with faults comes back beside
// the error, to be searched for faults of meaning and for nothing else; nil if there is nothing to search.
func Load(path string, o Options) (*Scenario, error) {
	dir := filepath.Dir(path)
	data, err := readFile(path)
	if err != nil {
		return nil, source.Error{{Msg: "cannot read " + path + ": " + cause(err), Hint: "name a scenario file"}}
	}
	d := &disk{folders: append(append([]string(nil), o.Data...), dir), direct: map[string]bool{}}
	for _, name := range o.With {
		d.direct[name] = true
	}
	sc, err := o.Parse(&source.File{Name: path, Data: data}, d.read)
	if sc != nil {
		sc.Dir = dir
	}
	return sc, err
}

// Parse is Load without a disk: read gives the bytes of a file by the name that the study uses; nil if there are none.
func Parse(f *source.File, read func(name string) ([]byte, error)) (*Scenario, error) {
	return Options{}.Parse(f, read)
}

// Parse is Load with these options and without a disk; o.Data plays no part.
func (o Options) Parse(f *source.File, read func(name string) ([]byte, error)) (*Scenario, error) {
	if read == nil {
		read = func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	}
	l := &loader{file: f, read: read, options: o}
	return l.load(), l.faults.Err()
}

// loader is one reading of a study.
type loader struct {
	file    *source.File
	read    func(string) ([]byte, error)
	options Options
	faults  source.Faults
	files   inputs
}

// load takes the steps of the package comment.
func (l *loader) load() *Scenario {
	top := source.Parse(l.file, &l.faults)
	if top == nil {
		return nil
	}
	if top.Kind != source.Map {
		l.faults.At(top, "begin with plantwin: 1", "a scenario is a mapping of sections, not %s", top.Kind)
		return nil
	}
	root.check("", top, &l.faults)
	checkTimes("", top, &l.faults)
	checkSpace(top, &l.faults)
	checkCurrency(top, &l.faults)
	if top.Get("assets") != nil && top.Get("assets").Kind == source.Map {
		top = top.With(top.Key("assets"), resolveAll(top.Get("assets"), top.Get("assets"), nil, &l.faults))
	}
	sc := &Scenario{File: l.file, plain: top.Get("assets"), final: l.options.Set}
	l.files = inputs{bytes: map[string][]byte{l.file.Name: l.file.Data}}
	variants := readVariants(top.Get("variants"), &l.faults)
	top = l.overlays(sc, top)
	sc.fill(top, &l.faults)
	sc.Variants = variants
	checkPaths(sc.Root, &l.faults)
	l.data(sc)
	l.tryVariants(sc)
	return sc
}

// overlays applies the overlays of `use` and of the options, then the settings of the command line.
func (l *loader) overlays(sc *Scenario, top *source.Node) *source.Node {
	w := &setter{top: top, fs: &l.faults}
	if use := top.Get("use"); use != nil && use.Kind == source.List {
		for _, n := range use.Items {
			if n.Kind == source.Scalar && !n.Bad {
				sc.Use = append(sc.Use, n.Text)
				l.overlay(w, n.Text, n)
			}
		}
	}
	for _, name := range l.options.With {
		l.overlay(w, name, nil)
	}
	for _, p := range l.options.Set {
		w.set(p)
	}
	if key := w.top.Key("assets"); key != nil && w.top.Items != nil && sc.plain != nil && sc.plain.Kind == source.Map {
		w.top = w.top.With(key, resolveAll(w.top.Get("assets"), sc.plain, nil, &l.faults))
	}
	return w.top
}

// overlay applies one overlay: a mapping of paths to values.
func (l *loader) overlay(w *setter, name string, at *source.Node) {
	data, ok := l.bytes(name, at)
	if !ok {
		return
	}
	top := source.Parse(&source.File{Name: name, Data: data}, &l.faults)
	if top == nil || top.Bad {
		return
	}
	if top.Kind != source.Map {
		l.faults.At(top, "write path: value", "an overlay is a mapping of paths, not %s", top.Kind)
		return
	}
	checkTimes("", top, &l.faults)
	for i, k := range top.Keys {
		switch k.Text {
		case "plantwin", "name", "about": // an overlay may say what it is
		default:
			if !k.Bad && !top.Items[i].Bad {
				w.set(Patch{Path: k.Text, Key: k, Value: top.Items[i]})
			}
		}
	}
}

// tryVariants makes every variant once, for its faults: those that the base has are not repeated.
func (l *loader) tryVariants(sc *Scenario) {
	known := map[string]bool{}
	var base source.Error
	if errors.As(l.faults.Err(), &base) {
		for _, f := range base {
			known[f.Pos.String()+f.Msg] = true
		}
	}
	if sc.plain == nil || sc.plain.Kind != source.Map {
		return
	}
	for i := range sc.Variants {
		_, err := sc.variant(i)
		var list source.Error
		if !errors.As(err, &list) {
			continue // a circle of `like` is reported already
		}
		for _, f := range list {
			if !known[f.Pos.String()+f.Msg] {
				l.faults.Add(f.Pos, f.Len, f.Hint, "%s", f.Msg)
			}
		}
	}
}

// fill checks the form of a changed file and takes it apart into sections.
func (sc *Scenario) fill(top *source.Node, fs *source.Faults) {
	sc.Root = top
	root.check("", top, fs)
	checkSpace(top, fs)
	sc.Name, sc.About = scalarText(top.Get("name")), scalarText(top.Get("about"))
	for _, s := range []struct {
		name string
		to   *[]Entry
	}{
		{"parameters", &sc.Parameters}, {"signals", &sc.Signals}, {"tables", &sc.Tables}, {"kinds", &sc.Kinds}, {"products", &sc.Products},
		{"rules", &sc.Rules}, {"sensors", &sc.Sensors}, {"alarms", &sc.Alarms}, {"measure", &sc.Measure},
		{"experiments", &sc.Experiments}, {"calibrate", &sc.Calibrate},
	} {
		*s.to = entries(top.Get(s.name))
	}
	sc.Assets = flatten(top.Get("assets"))
	sc.Connect, sc.Layout, sc.Run, sc.Twin = top.Get("connect"), top.Get("layout"), top.Get("run"), top.Get("twin")
	sc.Costs = top.Get("costs")
}

func scalarText(n *source.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// entries lists a section of names.
func entries(n *source.Node) []Entry {
	var out []Entry
	for i, k := range entryKeys(n) {
		out = append(out, Entry{Name: k.Text, Key: k, Value: n.Items[i]})
	}
	return out
}
