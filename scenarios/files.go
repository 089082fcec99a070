package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
)

// inputs are the files read so far.
type inputs struct {
	bytes  map[string][]byte
	failed map[string]string // why a file could not be read
}

// bytes reads a file by the name as written. A file that is not there is reported where it is named (at, may be nil).
func (l *loader) bytes(name string, at *source.Node) ([]byte, bool) {
	if data, ok := l.files.bytes[name]; ok {
		return data, true
	}
	why, ok := l.files.failed[name]
	if !ok {
		data, err := l.read(name)
		if err == nil {
			l.files.bytes[name] = data
			return data, true
		}
		if l.files.failed == nil {
			l.files.failed = map[string]string{}
		}
		why = cause(err)
		l.files.failed[name] = why
	}
	l.faults.At(at, "give its folder with --data, or correct the name", "cannot read %s: %s", name, why)
	return nil, false
}

// data reads every recorded file that the study names and makes tables of them.
func (l *loader) data(sc *Scenario) {
	sc.Data, sc.Bytes = map[string]*table.Table{}, l.files.bytes
	bad := map[string]bool{}
	for _, n := range dataNames(sc.Root) {
		name := n.Text
		if _, ok := sc.Data[name]; ok || bad[name] {
			continue
		}
		data, ok := l.bytes(name, n)
		if !ok {
			continue
		}
		t, err := table.ReadCSV(name, data)
		if err == nil {
			sc.Data[name] = t
			continue
		}
		bad[name] = true
		l.tableFaults(name, data, n, err)
	}
}

// tableFaults reports what is wrong in a data file at its place there.
func (l *loader) tableFaults(name string, data []byte, at *source.Node, err error) {
	file := &source.File{Name: name, Data: data}
	var list table.Faults
	var single *table.Fault
	switch {
	case errors.As(err, &list):
	case errors.As(err, &single):
		list = table.Faults{single}
	default:
		l.faults.At(at, "", "cannot read %s: %s", name, err)
		return
	}
	for _, f := range list {
		l.faults.Add(source.Pos{File: file, Line: f.Line, Col: f.Col}, 1, f.Hint, "%s", f.Msg)
	}
}

// dataNames finds every place of a study that names a recorded file.
func dataNames(top *source.Node) []*source.Node {
	var out []*source.Node
	var add func(n *source.Node)
	add = func(n *source.Node) {
		if n != nil && n.Kind == source.List {
			for _, x := range n.Items {
				add(x)
			}
		}
		if n != nil && n.Kind == source.Scalar && !n.Bad && n.Text != "" {
			out = append(out, n)
		}
	}
	each := func(section *source.Node, do func(*source.Node)) {
		for i := range entryKeys(section) {
			do(section.Items[i])
		}
	}
	each(top.Get("tables"), func(n *source.Node) { add(n.Get("file")) })
	each(top.Get("products"), func(n *source.Node) { add(n.Get("route").Get("file")) })
	each(top.Get("measure"), func(n *source.Node) { add(n.Get("recorded").Get("file")) })
	each(top.Get("calibrate"), func(n *source.Node) {
		add(n.Get("data"))
		add(n.Get("events"))
		each(n.Get("trials"), func(t *source.Node) { add(t.Get("data")) })
	})
	each(top.Get("kinds"), func(n *source.Node) { deep(n, func(m *source.Node) { add(m.Get("file")) }) })
	deep(top, func(m *source.Node) {
		if d := m.Get("dist"); d != nil && d.Text == "data" {
			add(m.Get("file"))
		}
		add(m.Get("orders").Get("file"))
		for i, k := range m.Keys { // variants and sets may name another file by its path
			if strings.HasSuffix(k.Text, ".file") {
				add(m.Items[i])
			}
		}
	})
	return out
}

// deep calls do for every mapping in n.
func deep(n *source.Node, do func(*source.Node)) {
	if n == nil {
		return
	}
	if n.Kind == source.Map {
		do(n)
	}
	for _, v := range n.Items {
		deep(v, do)
	}
}

// disk finds files in folders.
type disk struct {
	folders []string
	direct  map[string]bool // names that are tried as they are first: those of the command line
}

// read gives the bytes of a file from the first folder that has it.
func (d *disk) read(name string) ([]byte, error) {
	places := make([]string, 0, len(d.folders)+1)
	if d.direct[name] || filepath.IsAbs(name) {
		places = append(places, name)
	}
	if !filepath.IsAbs(name) {
		for _, dir := range d.folders {
			places = append(places, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	for _, p := range places {
		data, err := readFile(p)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return nil, fmt.Errorf("there is no %s", strings.Join(places, ", no "))
}

// readFile reads a plain file; a folder or a device is none.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("this is no file")
	}
	return os.ReadFile(path)
}

// cause gives an error without the operation and the path that the system puts before it.
func cause(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.As(err, &p):
		return p.Err.Error()
	}
	return err.Error()
}
