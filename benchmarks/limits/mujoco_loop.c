/* Plays recorded episodes of a locomotion task with nothing but mj_step in the loop.

   mujoco_loop MODEL.xml EPISODES STEPS_PER_ACTION
   EPISODES: int32 number of episodes, int32 nq + nv, int32 nu; then for every episode an int32 number of actions, double noise[nq + nv]
   for positions and velocities, and double actions[n][nu]. Prints the environment steps and the seconds that they took. */
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

static void* read_file(const char* path) {
    FILE* file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    void* content = malloc(size);
    if (fread(content, 1, size, file) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return content;
}

int main(int count, char** arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: mujoco_loop MODEL.xml EPISODES STEPS_PER_ACTION\n");
        return 2;
    }
    char error[1000] = "";
    mjModel* model = mj_loadXML(arguments[1], NULL, error, sizeof error);
    if (!model) {
        fprintf(stderr, "%s: %s\n", arguments[1], error);
        return 1;
    }
    mjData* data = mj_makeData(model);
    const char* cursor = read_file(arguments[2]);
    int steps_per_action = atoi(arguments[3]);
    int header[3];
    memcpy(header, cursor, sizeof header);
    cursor += sizeof header;
    long steps = 0;
    double seconds = 0, distance = 0;
    for (int episode = 0; episode < header[0]; episode++) {
        int length;
        memcpy(&length, cursor, sizeof length);
        cursor += sizeof length;
        double start = now();
        mj_resetData(model, data);
        for (int i = 0; i < header[1]; i++) {
            double noise;
            memcpy(&noise, cursor, sizeof noise);
            cursor += sizeof noise;
            if (i < model->nq) {
                data->qpos[i] += noise;
            } else {
                data->qvel[i - model->nq] += noise;
            }
        }
        mj_forward(model, data);
        for (int step = 0; step < length; step++) {
            memcpy(data->ctrl, cursor, header[2] * sizeof(double));
            cursor += header[2] * sizeof(double);
            for (int i = 0; i < steps_per_action; i++) {
                mj_step(model, data);
            }
        }
        seconds += now() - start;
        steps += length;
        distance += data->qpos[0];
    }
    printf("%ld %.9f %.12f\n", steps, seconds, distance);
    return 0;
}
