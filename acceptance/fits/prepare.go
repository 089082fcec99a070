package fits

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/plantwin/plantwin/internal/table"
)

// Prepared are the files that PumpMinutes writes, with the recordings of which each is made.
var Prepared = map[string][]string{
	"pump_normal.csv": {"normal.csv"},
	"pump_valve1.csv": {"valve1_00.csv", "valve1_01.csv", "valve1_02.csv", "valve1_03.csv", "valve1_04.csv", "valve1_05.csv",
		"valve1_06.csv", "valve1_07.csv", "valve1_08.csv", "valve1_09.csv"},
}

// PumpMinutes writes means over whole minutes of the pump's recordings in folder data to folder to: power (voltage times current),
// flow and both temperatures, as the fit of the thermal model takes them.
func PumpMinutes(data, to string) error {
	for name, files := range Prepared {
		m := &minutes{}
		for _, f := range files {
			if err := m.read(filepath.Join(data, f)); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(to, name), m.csv(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// minutes gathers sums by minute, in order of time.
type minutes struct {
	at  []int64 // minute since 1970
	sum [][4]float64
	n   []int
}

func (m *minutes) read(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	t, err := table.ReadCSV(path, raw)
	if err != nil {
		return err
	}
	var cols []*table.Column
	for _, name := range []string{"time", "voltage_V", "current_A", "flow_lpm", "motor_temp_C", "fluid_temp_C"} {
		c, err := t.Column(name)
		if err != nil {
			return err
		}
		cols = append(cols, c)
	}
	for i, text := range cols[0].Text {
		ns, err := table.ParseTime(text)
		if err != nil {
			return err
		}
		v := [4]float64{cols[1].Float[i] * cols[2].Float[i], cols[3].Float[i], cols[4].Float[i], cols[5].Float[i]}
		m.add(ns/60e9, v)
	}
	return nil
}

func (m *minutes) add(minute int64, v [4]float64) {
	k := len(m.at) - 1
	if k < 0 || m.at[k] != minute {
		m.at, m.sum, m.n = append(m.at, minute), append(m.sum, [4]float64{}), append(m.n, 0)
		k++
	}
	for j := range v {
		m.sum[k][j] += v[j]
	}
	m.n[k]++
}

func (m *minutes) csv() []byte {
	var b strings.Builder
	b.WriteString("time_s,power_W,flow_lpm,motor_temp_C,fluid_temp_C\n")
	for k, at := range m.at {
		fmt.Fprintf(&b, "%d", (at-m.at[0])*60)
		for _, v := range m.sum[k] {
			fmt.Fprintf(&b, ",%.17g", v/float64(m.n[k]))
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// TurbineRows writes one file for each turbine of the La Haute Borne recording: turbine_NAME.csv, without the rows in which the
// blades stand at 10 degrees or more (stopped or feathered). It returns the names.
func TurbineRows(data, to string) ([]string, error) {
	path := filepath.Join(data, "scada_10min.csv")
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t, err := table.ReadCSV(path, raw)
	if err != nil {
		return nil, err
	}
	col := map[string]*table.Column{}
	for _, name := range []string{"time", "turbine", "wind_mps", "air_temp_C", "power_kW", "pitch_deg"} {
		if col[name], err = t.Column(name); err != nil {
			return nil, err
		}
	}
	text := map[string]*strings.Builder{}
	var names []string
	for i, name := range col["turbine"].Text {
		b := text[name]
		if b == nil {
			b = &strings.Builder{}
			b.WriteString("time,wind_mps,air_temp_C,power_kW\n")
			text[name], names = b, append(names, name)
		}
		if col["pitch_deg"].Float[i] < 10 {
			fmt.Fprintf(b, "%s,%s,%s,%s\n", col["time"].Text[i], col["wind_mps"].Text[i], col["air_temp_C"].Text[i], col["power_kW"].Text[i])
		}
	}
	for name, b := range text {
		if err := os.WriteFile(filepath.Join(to, "turbine_"+name+".csv"), []byte(b.String()), 0o644); err != nil {
			return nil, err
		}
	}
	return names, nil
}
