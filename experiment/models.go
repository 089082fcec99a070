package experiment

import (
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// keptModels is how many changed models are kept: the replications of a point come one after the other, those of the last
// stage of a search in turn.
const keptModels = 64

// models keeps the models that tasks change, the oldest given up first.
type models struct {
	mu    sync.Mutex
	byKey map[string]*changedModel
	order []string
}

// changedModel is made by the first task that needs it; others wait.
type changedModel struct {
	once  sync.Once
	model *plant.Model
	err   error
}

func (c *models) get(key string) *changedModel {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.byKey[key]
	if ok {
		return m
	}
	if c.byKey == nil {
		c.byKey = map[string]*changedModel{}
	}
	if len(c.order) >= keptModels {
		delete(c.byKey, c.order[0])
		c.order = c.order[1:]
	}
	m = &changedModel{}
	c.byKey[key] = m
	c.order = append(c.order, key)
	return m
}

// model gives the model of a task: that of its variant, with values for which it is compiled anew, then with numbers set.
func (p *Plant) model(t *Task) (*plant.Model, error) {
	switch {
	case len(t.Set)+len(t.Change) > 0:
	case t.Want&WantObserved != 0:
		return p.observed[t.Variant]()
	case t.Want&WantTrips != 0:
		return p.travelled[t.Variant]()
	default:
		return p.Models[t.Variant], nil
	}
	m := p.changes.get(t.settings())
	m.once.Do(func() { m.model, m.err = p.make(t.Variant, t.Change, t.Set) })
	return m.model, m.err
}

// make changes a variant.
func (p *Plant) make(variant int, change []string, set []Setting) (m *plant.Model, err error) {
	m = p.Models[variant]
	if len(change) > 0 {
		if m, err = p.changed(variant, change); err != nil {
			return nil, err
		}
	}
	if len(set) > 0 {
		m, err = m.With(settings(set))
	}
	return m, err
}

// changed compiles a variant with values as the command line writes them.
func (p *Plant) changed(variant int, change []string) (*plant.Model, error) {
	sc, err := p.scenario.Variant(p.Study.Variants[variant].Title)
	if err != nil {
		return nil, err
	}
	var list []scenarios.Patch
	for _, text := range change {
		one, err := scenarios.ParseSetting(text)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	if sc, err = sc.Patch(list); err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}

// Best compiles the setting that an experiment advises; nil if it advises none.
func (p *Plant) Best(x *Explored) (*plant.Model, error) {
	if x.Best == nil {
		return nil, nil
	}
	v, ok := p.Study.Index(x.Best.Variant)
	if !ok {
		return nil, &UnknownVariant{Title: x.Best.Variant, Known: p.Study.titles()}
	}
	var change []string
	for _, line := range x.Best.Overlay {
		path, value, _ := strings.Cut(line, ": ")
		change = append(change, path+"="+value)
	}
	return p.changed(v, change)
}

func settings(set []Setting) []plant.Setting {
	out := make([]plant.Setting, len(set))
	for i, s := range set {
		out[i] = plant.Setting{Path: s.Path, Value: s.Value}
	}
	return out
}

// settings names the model that a task runs.
func (t *Task) settings() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", t.Variant)
	for _, c := range t.Change {
		fmt.Fprintf(&b, "\n%s", c)
	}
	for _, s := range t.Set {
		fmt.Fprintf(&b, "\n%s=%x", s.Path, math.Float64bits(s.Value))
	}
	return b.String()
}

// unitOf is the unit of a measure.
func (p *Plant) unitOf(measure string) unit.Unit {
	for _, m := range p.Models {
		for _, x := range m.Measures() {
			if x.Name == measure {
				return x.Unit
			}
		}
	}
	return unit.Unit{Factor: 1}
}
