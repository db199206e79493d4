"""The C around a program that makes a CPython module of it; what stands between @ is filled in.

Arrays come by keyword, and are looked at for what the code takes: NumPy's own, of one type, in rows, of the sizes that
a call before was checked with. The work space stays between calls in a few places, from which a thread takes it whole.
"""

from __future__ import annotations

HEAD = """\
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>
#define SYMGRAD_BLAS_POINTER
"""
TEXT = """\
/* ---- the module ---- */

#include <stdatomic.h>
#ifdef SYMGRAD_FLOAT
#define SG_TYPE NPY_FLOAT
#else
#define SG_TYPE NPY_DOUBLE
#endif
enum { INPUTS = @INPUTS@, SHOWN = @SHOWN@, OUTPUTS = @OUTPUTS@, DIMS = @DIMS@, SPARE = 8 };
static const char *const sg_names[] = {@NAMES@};
static const char *const sg_result_names[] = {@RESULTS@};
static const int sg_types[] = {@TYPES@};
static const int sg_ndim[] = {@NDIM@};
static PyObject *sg_keys[INPUTS + 1], *sg_result_keys[OUTPUTS + 1];
static long known[DIMS + 1];
static int has_known = 0;

/* Work space that stays between calls: whoever takes it puts nothing in its place. */
typedef struct { size_t size; double room[]; } sg_space;
static _Atomic(sg_space *) sg_spare[SPARE];

static sg_space *sg_take(size_t bytes) {
    for (int k = 0; k < SPARE; k++) {
        sg_space *one = atomic_exchange(&sg_spare[k], (sg_space *)0);
        if (one && one->size >= bytes) return one;
        free(one);
        if (one) break;
    }
    sg_space *one = malloc(sizeof(sg_space) + bytes + 128);
    if (one) one->size = bytes;
    return one;
}

static void sg_put(sg_space *one) {
    for (int k = 0; k < SPARE; k++) {
        sg_space *nothing = 0;
        if (atomic_compare_exchange_strong(&sg_spare[k], &nothing, one)) return;
    }
    free(one);
}

SG_UNUSED static int sg_is_mask(PyArrayObject *array) {
    const real *entries = (const real *)PyArray_DATA(array);
    for (npy_intp k = 0; k < PyArray_SIZE(array); k++)
        if (entries[k] != 0 && entries[k] != 1) return 0;
    return 1;
}

/* The dimensions, from the shapes of arrays; 0 where they do not agree. */
static int sg_shapes(PyArrayObject *const *a, long *dims) {
    (void)a;
    (void)dims;
@SHAPES@
}

static int sg_are_known(const long *dims) {
    (void)dims;
@OWN@
}

static void sg_sizes(const long *dims, long *sizes) {
    (void)dims;
    (void)sizes;
@SIZES@
}

static void sg_default(int place, const long *dims, const long *sizes, void *to) {
    (void)place;
    (void)dims;
    (void)sizes;
    (void)to;
@DEFAULTS@
}

static int sg_new(const long *dims, PyObject **out) {
    (void)dims;
    (void)out;
@NEW@
    return 1;
}

static int sg_fits(PyObject *one, int k) {
    if (!PyArray_CheckExact(one)) return 0;
    PyArrayObject *array = (PyArrayObject *)one;
    return PyArray_TYPE(array) == sg_types[k] && PyArray_ISCARRAY_RO(array) && PyArray_NDIM(array) == sg_ndim[k];
}

/* The results; ``data`` are the arrays that came, 0 for one that has its default. */
static PyObject *sg_results(const long *dims, void **data) {
    PyObject *out[OUTPUTS + 1] = {0}, *made = 0;
    void *arrays[INPUTS + OUTPUTS + 1];
    long sizes[INPUTS + 1];
    sg_sizes(dims, sizes);
    size_t bytes = sizeof(real) * sg_entry_room(dims), own = (bytes + 63) / 64 * 64, all = own;
    for (int k = 0; k < INPUTS; k++)
        if (!data[k]) all += (sizeof(double) * (size_t)sizes[k] + 63) / 64 * 64;
    sg_space *space = sg_take(all);
    if (!space) return PyErr_Format(PyExc_MemoryError, "a call needs %zu bytes of work space", all);
    char *room = (char *)(((uintptr_t)space->room + 63) / 64 * 64), *rest = room + own;
    if (!sg_new(dims, out)) goto end;
    for (int k = 0; k < INPUTS; k++) {
        arrays[k] = data[k];
        if (!data[k]) {
            sg_default(k, dims, sizes, rest);
            arrays[k] = rest;
            rest += (sizeof(double) * (size_t)sizes[k] + 63) / 64 * 64;
        }
    }
    for (int k = 0; k < OUTPUTS; k++) arrays[INPUTS + k] = PyArray_DATA((PyArrayObject *)out[k]);
    double fault[2] = {0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = sg_entry(dims, arrays, (real *)(void *)room, fault);
    Py_END_ALLOW_THREADS
    if (failed) {
        PyObject *told = Py_BuildValue("(idd)", failed, fault[0], fault[1]);
        if (told) PyErr_SetObject(PyExc_ArithmeticError, told);
        Py_XDECREF(told);
        goto end;
    }
    if (OUTPUTS == 1) {
        made = PyArray_Return((PyArrayObject *)out[0]);
        out[0] = 0;
    } else {
        made = PyDict_New();
        for (int k = 0; made && k < OUTPUTS; k++) {
            PyObject *one = PyArray_Return((PyArrayObject *)out[k]);
            out[k] = 0;
            if (!one || PyDict_SetItem(made, sg_result_keys[k], one) < 0) Py_CLEAR(made);
            Py_XDECREF(one);
        }
    }
end:
    for (int k = 0; k < OUTPUTS; k++) Py_XDECREF(out[k]);
    sg_put(space);
    return made;
}

static int sg_place_of(PyObject *name, Py_ssize_t near) {
    if (near < INPUTS && sg_keys[near] == name) return (int)near;
    for (int k = 0; k < INPUTS; k++)
        if (sg_keys[k] == name) return k;
    for (int k = 0; k < INPUTS; k++)
        if (PyUnicode_Compare(sg_keys[k], name) == 0) return k;
    return -1;
}

static const char sg_hidden[] = {@HIDDEN@};
static const char sg_optional[] = {@OPTIONAL@};

static PyObject *sg_call(PyObject *self, PyObject *const *args, Py_ssize_t positional, PyObject *names) {
    (void)self;
    PyArrayObject *arrays[INPUTS + 1] = {0};
    double numbers[INPUTS + 1];
    void *data[INPUTS + 1] = {0};
    long dims[DIMS + 1] = {0};
    const Py_ssize_t count = names ? PyTuple_GET_SIZE(names) : 0;
    int typed = 0;
    if (positional || !has_known) Py_RETURN_NOTIMPLEMENTED;
    for (Py_ssize_t j = 0; j < count; j++) {
        const int k = sg_place_of(PyTuple_GET_ITEM(names, j), j);
        if (k < 0 || sg_hidden[k]) Py_RETURN_NOTIMPLEMENTED;
        if (PyFloat_CheckExact(args[j]) && sg_ndim[k] == 0) {
            if (sg_types[k] == NPY_DOUBLE) numbers[k] = PyFloat_AS_DOUBLE(args[j]);
            else ((float *)&numbers[k])[0] = (float)PyFloat_AS_DOUBLE(args[j]);
            data[k] = &numbers[k];
            continue;
        }
        if (!sg_fits(args[j], k)) Py_RETURN_NOTIMPLEMENTED;
        typed |= sg_types[k] == SG_TYPE;
        arrays[k] = (PyArrayObject *)args[j];
        data[k] = PyArray_DATA(arrays[k]);
    }
    for (int k = 0; k < INPUTS; k++)
        if (!data[k] && !sg_optional[k]) Py_RETURN_NOTIMPLEMENTED;
    if (!typed || !sg_shapes(arrays, dims) || !sg_are_known(dims)) Py_RETURN_NOTIMPLEMENTED;
    return sg_results(dims, data);
}

static PyObject *sg_run(PyObject *self, PyObject *args) {
    (void)self;
    PyObject *numbers, *arrays;
    long dims[DIMS + 1] = {0}, sizes[INPUTS + 1];
    void *data[INPUTS + 1] = {0};
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &numbers, &PyTuple_Type, &arrays)) return 0;
    if (PyTuple_GET_SIZE(numbers) != DIMS || PyTuple_GET_SIZE(arrays) != INPUTS) {
        PyErr_SetString(PyExc_ValueError, "the dimensions or the arrays are not as many as the code has");
        return 0;
    }
    for (int k = 0; k < DIMS; k++) dims[k] = PyLong_AsLong(PyTuple_GET_ITEM(numbers, k));
    if (PyErr_Occurred()) return 0;
    sg_sizes(dims, sizes);
    for (int k = 0; k < INPUTS; k++) {
        PyObject *one = PyTuple_GET_ITEM(arrays, k);
        if (!sg_fits(one, k) || PyArray_SIZE((PyArrayObject *)one) != sizes[k]) {
            PyErr_Format(PyExc_ValueError, "%s: no array as the code takes it", sg_names[k]);
            return 0;
        }
        data[k] = PyArray_DATA((PyArrayObject *)one);
    }
    PyObject *made = sg_results(dims, data);
    if (made) {
        memcpy(known, dims, sizeof known);
        has_known = 1;
    }
    return made;
}

static PyObject *sg_use_blas(PyObject *self, PyObject *capsule) {
    (void)self;
    void *found = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    if (!found) return 0;
    memcpy(&sg_gemm, &found, sizeof found);
    Py_RETURN_NONE;
}

static PyObject *sg_let_go(PyObject *self, PyObject *nothing) {
    (void)self;
    (void)nothing;
    for (int k = 0; k < SPARE; k++) free(atomic_exchange(&sg_spare[k], (sg_space *)0));
    Py_RETURN_NONE;
}

static PyMethodDef sg_methods[] = {
    {"call", (PyCFunction)(void (*)(void))sg_call, METH_FASTCALL | METH_KEYWORDS, ""},
    {"run", sg_run, METH_VARARGS, ""},
    {"use_blas", sg_use_blas, METH_O, ""},
    {"let_go", sg_let_go, METH_NOARGS, ""},
    {0, 0, 0, 0}};
static struct PyModuleDef sg_module = {PyModuleDef_HEAD_INIT, "@MODULE@", 0, -1, sg_methods, 0, 0, 0, 0};

PyMODINIT_FUNC PyInit_@MODULE@(void);
PyMODINIT_FUNC PyInit_@MODULE@(void) {
    import_array();
    for (int k = 0; k < INPUTS; k++)
        if (!(sg_keys[k] = PyUnicode_InternFromString(sg_names[k]))) return 0;
    for (int k = 0; k < OUTPUTS; k++)
        if (!(sg_result_keys[k] = PyUnicode_InternFromString(sg_result_names[k]))) return 0;
    return PyModule_Create(&sg_module);
}
"""
